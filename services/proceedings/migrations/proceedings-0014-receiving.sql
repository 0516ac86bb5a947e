-- depends: proceedings-0013-substitutions

-- The body to which the file was sent, until it takes the proceeding up: it reads it before (Art. 354(2)).
ALTER TABLE proceeding_index ADD COLUMN receiving text CHECK (receiving ~ '^[0-9]{4}$');
