"""Every file that comes in, and the means for every paper that goes out."""
