"""An article as text, HTML, a Word document or JATS: authors' proofs and archives."""
