-- Expand: the versions before this one know no accounts.
CREATE TABLE accounts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email VARCHAR(508) NOT NULL,
  email_key VARCHAR(508) NOT NULL,
  password_hash VARCHAR(300) NOT NULL,
  role VARCHAR(20) NOT NULL
);
CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key);
