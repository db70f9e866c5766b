"""Step 2: from a question to passages, and from passages to the few sentences of evidence it is answered from."""
