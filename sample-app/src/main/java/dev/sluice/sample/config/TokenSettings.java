package dev.sluice.sample.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The tokens of those who log in.
 *
 * @param issuer the {@code iss} of tokens, the same in all replicas
 * @param lifetime from the login to the end of its token, 60 s to a day
 * @param keyDirectory of the keys that sign, read again when it changes; empty for a key in memory
 */
public record TokenSettings(String issuer, Duration lifetime, String keyDirectory) {

  private static final Pattern ISSUER = Pattern.compile("[\\x21-\\x7E]{1,200}");

  static TokenSettings read(EnvironmentReader read) {
    String issuer = read.text("TOKEN_ISSUER");
    if (!issuer.isEmpty() && !ISSUER.matcher(issuer).matches()) {
      read.refuse(
          "TOKEN_ISSUER", issuer, "1 to 200 characters without spaces, such as https://HOST");
    }
    return new TokenSettings(
        issuer.isEmpty() ? "users" : issuer,
        Duration.ofSeconds(read.integer("TOKEN_SECONDS", 900, 60, 86_400)),
        read.text("TOKEN_KEYS"));
  }
}
