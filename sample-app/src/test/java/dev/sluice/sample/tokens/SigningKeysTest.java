package dev.sluice.sample.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import dev.sluice.sample.config.TokenSettings;
import dev.sluice.sample.domain.Account;
import dev.sluice.sample.domain.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {

  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final Account ADA = new Account(7, "ada@x.example", Role.ADMIN);

  @TempDir Path directory;
  private volatile Instant now = START;
  private SigningKeys keys;

  @AfterEach
  void close() {
    if (keys != null) {
      keys.close();
    }
  }

  @Test
  void aKeyIsPublishedBeforeItSignsAndAcceptedAsLongAsItIsThere() throws Exception {
    Path first = KeyFiles.add(directory, START);
    open();
    AccessTokens tokens = new AccessTokens(keys, () -> "users", LIFETIME, () -> now);
    RSAKey old = keys.signing();
    String token = tokens.issue(ADA);

    KeyFiles.add(directory, START.plusSeconds(60));
    await().until(() -> keys.published().split("\"kid\"", -1).length == 3);
    assertThat(keys.signing()).isEqualTo(old);
    now = START.plusSeconds(60);
    assertThat(keys.signing()).isNotEqualTo(old);
    assertThat(tokens.holder(token)).contains(new AccessTokens.Holder(7, Role.ADMIN));
    assertThat(tokens.holder(tokens.issue(ADA))).isPresent();

    Files.delete(first);
    await().until(() -> tokens.holder(token).isEmpty());
  }

  @Test
  void onlyPublicPartsArePublished() throws Exception {
    KeyFiles.add(directory, START);
    open();
    assertThat(keys.published())
        .contains("\"kty\":\"RSA\"", "\"use\":\"sig\"", "\"alg\":\"RS256\"")
        .doesNotContain("\"d\":", "\"p\":", "\"q\":");
  }

  @Test
  void aBadDirectoryKeepsTheKeysBefore() throws Exception {
    KeyFiles.add(directory, START);
    open();
    RSAKey before = keys.signing();
    Files.writeString(directory.resolve("20270101T000000Z.pem"), "nothing");
    await()
        .until(() -> keys.refusal().contains("20270101T000000Z.pem is not a private key as PEM"));
    assertThat(keys.signing()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 1024, 20261201T000000Z.pem, not an RSA key of at least 2048 bits",
    "EC, 256, 20261201T000000Z.pem, not an RSA key of at least 2048 bits",
    "RSA, 2048, newest.pem, not named by a time",
    "RSA, 2048, 20261301T000000Z.pem, not named by a time",
    "RSA, 2048, 20261201T000001Z.pem, the first does from 2026-12-01T00:00:01Z",
    "RSA, 2048, other.txt, there is no key",
  })
  void aDirectoryWithoutAKeyThatSignsIsRefusedAndNothingOfItShown(
      String algorithm, int bits, String name, String reason) throws Exception {
    String pem = KeyFiles.pem(algorithm, bits);
    Files.writeString(directory.resolve(name), pem);
    assertThatThrownBy(this::open)
        .hasMessageStartingWith("TOKEN_KEYS: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining(pem.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void withoutADirectoryAKeyIsMadeOnce() {
    keys =
        new SigningKeys(
            new TokenSettings("users", LIFETIME, ""), () -> now, new SimpleMeterRegistry());
    assertThat(keys.signing()).isEqualTo(keys.signing());
    assertThat(keys.find(keys.signing().getKeyID())).isPresent();
  }

  @Test
  void othersAreNotAccepted() throws Exception {
    KeyFiles.add(directory, START);
    open();
    AccessTokens tokens = new AccessTokens(keys, () -> "users", LIFETIME, () -> now);
    AccessTokens wrong = new AccessTokens(keys, () -> "users/wrong", LIFETIME, () -> now);
    SigningKeys foreign =
        new SigningKeys(
            new TokenSettings("users", LIFETIME, ""), () -> now, new SimpleMeterRegistry());
    String good = tokens.issue(ADA);
    assertThat(tokens.holder(wrong.issue(ADA))).isEmpty();
    assertThat(wrong.holder(good)).isEmpty();
    assertThat(
            tokens.holder(new AccessTokens(foreign, () -> "users", LIFETIME, () -> now).issue(ADA)))
        .isEmpty();
    String[] parts = good.split("\\.", -1);
    // {"alg":"none"}
    String unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";
    for (String bad :
        new String[] {"", "a.b.c", unsigned, parts[0] + "." + parts[1] + ".AAAA", good + "x"}) {
      assertThat(tokens.holder(bad)).as(bad).isEqualTo(Optional.empty());
    }
    now = START.plus(LIFETIME).minusSeconds(1);
    assertThat(tokens.holder(good)).isPresent();
    now = START.plus(LIFETIME);
    assertThat(tokens.holder(good)).isEmpty();
  }

  private void open() {
    keys =
        new SigningKeys(
            new TokenSettings("users", LIFETIME, directory.toString()),
            () -> now,
            new SimpleMeterRegistry());
  }
}
