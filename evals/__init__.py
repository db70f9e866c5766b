"""How good is it, and did a change help?"""
