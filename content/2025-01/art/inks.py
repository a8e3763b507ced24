"""The inks and grounds of the issue's pictures, as in ``styles/tokens.css``."""

PAPER, SERUM = "#FFFFFF", "#F5F0E7"
EOSIN, EOSIN_DEEP, EOSIN_MID, BLUSH = "#971720", "#5E0D16", "#C4786C", "#F1D6C9"
AZURE, AZURE_DEEP, AZURE_MID, MIST = "#1F4F73", "#12334C", "#7FA0B5", "#D9E6EC"
