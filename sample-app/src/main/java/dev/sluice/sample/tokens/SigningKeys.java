package dev.sluice.sample.tokens;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sluice.sample.config.TokenSettings;
import dev.sluice.sample.files.Reloader;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of tokens: one signs, and all are published and accepted. Safe for use by many threads.
 */
public final class SigningKeys implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private final InstantSource clock;
  private final Reloader<SortedMap<String, String>> directory;
  private volatile List<SigningKey> keys = List.of();

  /**
   * Opens the directory of the settings, if there is one.
   *
   * @throws IllegalStateException when it has no key that signs
   */
  public SigningKeys(TokenSettings settings, InstantSource clock, MeterRegistry metrics) {
    this.clock = clock;
    if (settings.keyDirectory().isEmpty()) {
      directory = null;
      return;
    }
    directory =
        new Reloader<>(
            new Reloader.ReloadedPath<>(
                "keys", "token.keys", Path.of(settings.keyDirectory()), KeyDirectory::read),
            files -> keys = KeyDirectory.parse(files, clock.instant()),
            metrics);
    if (!directory.used()) {
      directory.close();
      throw new IllegalStateException("TOKEN_KEYS: " + directory.refusal());
    }
  }

  /** Why the newest keys of the directory are not in force; empty where they are. */
  String refusal() {
    return directory == null ? "" : directory.refusal();
  }

  /** The key that signs now. */
  RSAKey signing() {
    RSAKey signing = null;
    for (SigningKey key : keys()) {
      if (signing == null || !key.from().isAfter(clock.instant())) {
        signing = key.key();
      }
    }
    return signing;
  }

  /** The key with this id, also one that does not sign yet or any more. */
  Optional<RSAKey> find(String id) {
    return keys().stream()
        .map(SigningKey::key)
        .filter(key -> key.getKeyID().equals(id))
        .findFirst();
  }

  /** All public keys as a JWK Set (RFC 7517). */
  public String published() {
    List<JWK> all = keys().stream().<JWK>map(key -> key.key().toPublicJWK()).toList();
    return new JWKSet(all).toString();
  }

  // Without a directory, made when it is needed first: that takes a good part of a second.
  private List<SigningKey> keys() {
    if (directory == null && keys.isEmpty()) {
      synchronized (this) {
        if (keys.isEmpty()) {
          keys = List.of(SigningKey.generate());
          log.warn(
              "key generated reason=\"TOKEN_KEYS is not set\" effect=\"tokens of this replica end"
                  + " with it, and no other replica accepts them\"");
        }
      }
    }
    return keys;
  }

  @Override
  public void close() {
    if (directory != null) {
      directory.close();
    }
  }
}
