"""One folder per noun, in one fixed order: a module uses those below it, never those above."""
