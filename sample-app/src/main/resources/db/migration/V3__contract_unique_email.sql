-- Contract. The first version, which knows no key, neither runs nor can be rolled back to: its updates of an address would
-- fail from here on. The statements of the version before this script write both, and keep working.

-- A key that the first version left behind when it changed an address.
UPDATE users SET email_key = NULL WHERE email_key <> email_lower;

-- The keys that it did not write. Where an address is stored twice, the first user has it.
UPDATE users SET email_key = email_lower
WHERE id IN (SELECT MIN(id) FROM users GROUP BY email_lower HAVING COUNT(email_key) = 0);

ALTER TABLE users ADD CONSTRAINT users_email_key_fits CHECK (email_key IS NULL OR email_key = LOWER(email));
