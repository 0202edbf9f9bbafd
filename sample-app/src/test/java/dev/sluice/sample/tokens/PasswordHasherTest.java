package dev.sluice.sample.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {

  private final PasswordHasher hasher = new PasswordHasher();

  @Test
  void aPasswordMatchesItsHashAndNoOther() {
    String hash = hasher.hash("correct horse battery");
    assertThat(hash).startsWith("$argon2id$v=19$m=12288,t=3,p=1$");
    assertThat(hash).isNotEqualTo(hasher.hash("correct horse battery"));
    assertThat(hasher.matches("correct horse battery", Optional.of(hash))).isTrue();
    assertThat(hasher.matches("correct horse batterx", Optional.of(hash))).isFalse();
    assertThat(hasher.matches("", Optional.empty())).isFalse();
  }

  /**
   * The vector of the reference implementation's test suite for version 0x13 of Argon2id with t=2,
   * m=65536 KiB, p=1, "password" and "somesalt" (phc-winner-argon2, src/test.c).
   */
  @Test
  void itIsArgon2id() {
    assertThat(
            hasher.matches(
                "password",
                Optional.of(
                    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")))
        .isTrue();
  }
}
