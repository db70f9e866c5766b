"""Which sentence segmenter suits news: `index.sentences` beside the kept libraries of the field.

    uv pip install --group bench          # the libraries that only this comparison needs
    python -m evals.bench.segmenters [DATA]

DATA is a folder in MultiHop-RAG's format. Without it there are no facts, and speed is taken on our own articles.

- *hard cases*: `HARD`, written for this, and at hand when the rules of `index.sentences` were written. A case counts
  when each of its sentences comes out exactly.
- *facts*: the evidence of MultiHop-RAG that begins where a sentence begins and ends where one ends. It was cut out
  with Punkt, so Punkt's own figure says nothing, and two facts are cut wrongly (after "No.").
- *longest*: the longest sentence in characters. Nobody reads a citation of two thousand.

Measured over 294 facts in 222 articles of the dev half; 2 cores, load 5, so the speeds say only which is faster:

| segmenter | hard cases | facts | longest | articles/s | version | licence |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| index.sentences | 42/42 | 0.993 | 993 | 320 | 1.0.32, 2026-09 | MIT |
| sentencex | 30/42 | 0.959 | 1,699 | 1,354 | 1.0.32, 2026-09 | MIT |
| nupunkt | 38/42 | 0.983 | 1,699 | 227 | 0.8.0, 2026-09 | MIT |
| nltk | 26/42 | 1.000 | 1,699 | 134 | 3.10.4, 2026-10 | Apache-2.0 |
| syntok | 30/42 | 0.986 | 1,699 | 21 | 1.4.4, 2022-03 | MIT |
| pysbd | 34/42 | 0.963 | 1,699 | 3 | 0.3.4, 2021-02 | MIT |

sentencex is taken, with the rules of `index.sentences` around it: the fastest by far, and kept up. Alone it leaves a
quotation of many sentences in one piece, and after an unpaired quotation mark the rest of the paragraph. nupunkt is the
runner-up: pure Python with a model trained on law, which takes "lab." and "cent." for abbreviations.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from evals.bench.tables import load, machine_line, table
from evals.datasets import multihop
from index.articles import Article
from index.reading.readers import read
from index.sentences import split

Segmenter = Callable[[str], list[tuple[int, int]]]

OUR_ARTICLES = Path(__file__).parents[1] / "articles"

# "|" stands where a sentence ends and the next begins after a space, "/" before a capital where one ends with its line.
HARD = """\
The U.S. Senate voted on Tuesday.|Gen. Mark Milley spoke to reporters in Washington, D.C.|He left at 5 p.m. on Friday.
He lives in the U.S.|She moved there in 1999.
The meeting ended at 11 a.m.|Reporters were waiting outside.
On Sept. 5, the court ruled 6-3.|The order takes effect Jan. 1, 2024.
Revenue rose to $3.5 billion.|Profit fell 1.2 percent.
“We are not done yet.”|He then left the room.
"We are done," he said.|"It is over."
“I don’t know,” Smith said.|“Maybe.|Ask me later.”|He shrugged.
“We have no plans to sell.|None,” Cook said.|Shares rose.
“Nothing has changed.|We go on as before,” she told the BBC.
It was the No. 1 song in America.|No. 2 was a surprise.
J.K. Rowling and George R.R. Martin attended.|So did Samuel L. Jackson.
John F. Kennedy was shot in 1963.|Lee H. Oswald was arrested.
He paused ... and then continued.|Nobody spoke.
“Well... I am not sure,” she said.
The site, www.example.com, was down.|Visit https://www.example.org/news for more.
Apple Inc. said it would appeal.|Alphabet Inc. did not.
Mr. and Mrs. Smith met Dr. Jones at St. Mary's.|Prof. Lee declined.
Ms. Rivera and Atty. Gen. Merrick Garland spoke.|So did Amb. Thomas-Greenfield.
Is this the end?|Not yet!|Perhaps.
He asked, “Is this the end?” and left.
“Stop!” she cried.|The crowd froze.
Spain beat Portugal 2-1.|Ronaldo was sent off in the 89th minute (his third red card.)|Spain advance.
The bill (H.R. 3684) passed.|It goes to Sen. Chuck Schumer, D-N.Y., and Rep. Kevin McCarthy.
Yahoo! said it would close.|Jeopardy! returns in May.
Police said the suspect, 23, was held.|(The case is ongoing.)|He denies it.
The company was founded in 1998.|In 2004, it went public.
She earned a Ph.D. in physics.|Her B.A. is from Yale.
Prices start at $1,299.99.|The iPhone 15 Pro costs more.|iRobot fell.
The Fed vs. Wall Street fight, i.e. the rate debate, continues.|Analysts, e.g. Goldman, disagree.
“It’s over,” said Lt. Col. James Ross, U.S. Army Ret.|He retired in 2010.
The deal, worth approx. 5 billion euros, closed.|The U.K. and E.U. approved it.
By Jane Doe/LONDON (Reuters) - Stocks fell.|Oil rose/Read more
“The U.S. is back.”|Biden spoke at 10:30 a.m. ET.
She told CNN: “We will win.”|Then she added: “I promise.”
The firm’s CEO — “a genius,” per one analyst — quit.|Why?|No one knows.
Washington, D.C., is the capital.|Gov. Ron DeSantis visited Tampa, Fla., and Mobile, Ala.
Temperatures hit 40.5C.|Records fell across the U.S.|In Spain, fires spread.
Toyota‘s #11 car won.|It was its first.|The team had waited years.
1. Buy a ticket.|2. Board the train.
• Six catches for 163 yards left Hill with 812.|That ranks second in history.
Trump Jr. spoke first.|Robert Downey Jr. won the prize."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segmenter by the name of its distribution, with what its package page says of it."""

    name: str
    distribution: str
    licence: str
    released: str
    segment: Segmenter


def main(data: Annotated[Path | None, typer.Argument(help="a folder in MultiHop-RAG's format")] = None) -> None:
    """Print the comparison as a Markdown table."""
    before = load()
    facts, articles = _facts(data) if data else ([], [a for a in read(OUR_ARTICLES) if isinstance(a, Article)])
    rows = []
    for candidate in _candidates():
        right = sum(_is_right(candidate.segment, case) for case in HARD.splitlines())
        began = time.perf_counter()
        sentences = {article.id: candidate.segment(article.text) for article in articles}
        seconds = time.perf_counter() - began
        on_boundaries = sum(_on_boundaries(article, quote, sentences[article.id]) for article, quote in facts)
        rows.append(
            (
                candidate.name,
                f"{right}/{len(HARD.splitlines())}",
                f"{on_boundaries / len(facts):.3f}" if facts else "–",
                f"{max(end - start for spans in sentences.values() for start, end in spans):,}",
                f"{len(articles) / seconds:,.0f}",
                f"{version(candidate.distribution)}, {candidate.released}",
                candidate.licence,
            )
        )
    print(machine_line(before), "", sep="\n")
    print(table(("segmenter", "hard cases", "facts", "longest", "articles/s", "version", "licence"), rows))


def _facts(folder: Path) -> tuple[list[tuple[Article, str]], list[Article]]:
    """Each fact that stands word for word in its article, once, with the articles they are from."""
    dataset = multihop.load(folder)
    articles = {article.id: article for article in dataset.articles}
    quotes = dict.fromkeys((gold.article_id, gold.quote) for case in dataset.cases for gold in case.gold)
    facts = [(articles[id_], quote) for id_, quote in quotes if quote and quote in articles[id_].text]
    return facts, list({article.id: article for article, _ in facts}.values())


def _on_boundaries(article: Article, quote: str, spans: Sequence[tuple[int, int]]) -> bool:
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    return any(found.start() in starts and found.end() in ends for found in re.finditer(re.escape(quote), article.text))


def cut_case(case: str) -> tuple[str, list[str]]:
    """A line of `HARD` as the text it stands for and its sentences."""
    lines = re.split(r"(?<=[\w.])/(?=[A-Z])", case)
    return "\n".join(line.replace("|", " ") for line in lines), [part for line in lines for part in line.split("|")]


def _is_right(segment: Segmenter, case: str) -> bool:
    text, sentences = cut_case(case)
    return [text[start:end] for start, end in segment(text)] == sentences


def _candidates() -> Iterator[Candidate]:
    """Dateline's own, and every library that is installed; the others are named on the way."""
    yield Candidate("index.sentences", "sentencex", "MIT", "2026-09", lambda text: [*split(text)])
    for name, licence, released, make in (
        ("sentencex", "MIT", "2026-09", _sentencex),
        ("nupunkt", "MIT", "2026-09", _nupunkt),
        ("nltk", "Apache-2.0", "2026-10", _punkt),
        ("syntok", "MIT", "2022-03", _syntok),
        ("pysbd", "MIT", "2021-02", _pysbd),
    ):
        try:
            version(name)
        except PackageNotFoundError:
            print(f"{name} is not installed and is left out")
            continue
        yield Candidate(name, name, licence, released, _by_line(make()))


def _by_line(segment: Segmenter) -> Segmenter:
    """The segmenter applied to each line and its spans trimmed, since line breaks are boundaries to all or none."""

    def segment_lines(text: str) -> list[tuple[int, int]]:
        spans = []
        for line in re.finditer(r"[^\n]+", text):
            for start, end in segment(line.group()):
                sentence = line.group()[start:end]
                first = line.start() + end - len(sentence.lstrip())
                spans.append((first, first + len(sentence.strip())))
        return spans

    return segment_lines


def _sentencex() -> Segmenter:
    from sentencex import get_sentence_boundaries  # noqa: PLC0415

    return lambda text: [(b["start_index"], b["end_index"]) for b in get_sentence_boundaries("en", text)]


def _nupunkt() -> Segmenter:
    import nupunkt  # noqa: PLC0415

    return lambda text: [(start, end) for start, end in nupunkt.sent_spans(text)]


def _syntok() -> Segmenter:
    from syntok import segmenter  # noqa: PLC0415

    return lambda text: [
        (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
        for paragraph in segmenter.analyze(text)
        for sentence in paragraph
    ]


def _pysbd() -> Segmenter:
    import pysbd  # noqa: PLC0415

    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: [(span.start, span.end) for span in segmenter.segment(text)]


def _punkt() -> Segmenter:
    """Punkt with the English model that comes with LlamaIndex.

    nltk refuses files that are hard links, which uv makes of everything it installs: so it is given copies.
    """
    import llama_index.core  # noqa: PLC0415
    import nltk  # noqa: PLC0415

    bundled = Path(llama_index.core.__file__).parent / "_static" / "nltk_cache"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(bundled, folder, dirs_exist_ok=True)
        nltk.data.path.insert(0, folder)
        tokenizer = nltk.tokenize.punkt.PunktTokenizer("english")
    return lambda text: list(tokenizer.span_tokenize(text))


if __name__ == "__main__":
    typer.run(main)
