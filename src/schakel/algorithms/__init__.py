"""Pure numeric kernels, without Django and without words of the domain: usable as a library."""
