-- Expand. The version before this one runs beside it and after a rollback, so its statements must keep working: it
-- writes neither column, and it may store an address twice.

-- What a search compares. The database computes it, so it is right for the rows of both versions.
ALTER TABLE users ADD COLUMN email_lower VARCHAR GENERATED ALWAYS AS (LOWER(email)) ${stored};
CREATE INDEX users_email_lower ON users (email_lower);

-- Who owns an address. Null for the rows that the version before this one writes, and nulls are never equal.
ALTER TABLE users ADD COLUMN email_key VARCHAR;
UPDATE users SET email_key = LOWER(email) WHERE id IN (SELECT MIN(id) FROM users GROUP BY LOWER(email));
CREATE UNIQUE INDEX users_email_key ON users (email_key);
