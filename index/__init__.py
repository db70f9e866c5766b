"""Articles in, passages out: repair, sentences, passages, vectors, and the one owner of what is stored.

Read it in this order: readers, encoding, repair, articles, sentences, passages, embed, dense, lexical,
store, collection, build.
"""
