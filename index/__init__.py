"""Articles in, passages out: repair, sentences, passages, vectors, and the one owner of what is stored.

Read it in this order: articles; `reading` (readers, then repair); sentences, passages; `embedding`; `storage`; build,
collection.
"""

from index.config import quiet_environment

quiet_environment()  # before any module below imports a package that would phone home
