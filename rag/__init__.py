"""Question in, cited answer out.

Read it in this order: question, retrieve, evidence, prompt, llm, local, models, cite, support, answer, chain, llama.
"""
