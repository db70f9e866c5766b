"""The table of what tells an unanswerable question: signs that part the two, and signs that are blind."""

from evals.bench.doubts import Signs, as_table


def row(table, sign):
    [line] = [line for line in table.splitlines() if line.startswith(f"| {sign} |")]
    return [cell.strip() for cell in line.split("|")[2:-1]]


def signs(answerable, doubt, *, turned=0.0, fit=0.5, most=0.0):
    return Signs(answerable=answerable, fit=fit, doubt=doubt, turned=turned, most=most)


def test_a_sign_that_parts_them_refuses_nobody_else():
    found = [signs(True, -2.0 - n) for n in range(5)] + [signs(False, 2.0 + n) for n in range(5)]
    area, refused = row(as_table("made", found), "doubt")
    assert area.startswith("1.000")
    assert refused == "0.000"


def test_a_sign_that_is_the_same_for_all_is_blind():
    table = as_table("made", [signs(n % 2 == 0, float(n)) for n in range(10)])
    area, refused = row(table, "how badly the best hit fits")
    assert area.startswith("0.500")
    assert refused == "1.000"


def test_the_limit_moves_a_doubt_and_the_other_order_halves_it():
    found = [signs(True, 1.0, turned=-1.0, most=4.0)] * 3 + [signs(False, 0.0, turned=2.0, most=-1.0)] * 3
    table = as_table("made", found)
    assert row(table, "doubt")[0].startswith("0.000")
    assert row(table, "doubt, less its limit")[0].startswith("1.000")
    assert row(table, "half of both")[0].startswith("1.000")
    assert "moves the doubt by 2.00" in table


def test_where_all_are_of_one_kind_nothing_is_told():
    for found in ([], [signs(True, 1.0)], [signs(False, 1.0)]):
        assert "nothing to tell apart" in as_table("made", found)
