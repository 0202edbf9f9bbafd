-- Twice the characters that the API takes: H2 counts one outside the basic plane as two.
CREATE TABLE users (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name VARCHAR(200) NOT NULL,
  email VARCHAR(508) NOT NULL
);
