package dev.sluice.sample.tokens;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.sluice.sample.domain.HashingBusy;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords with Argon2id (RFC 9106), with the parameters of OWASP's Password Storage Cheat
 * Sheet for 12 MiB. Each takes that memory and tens of milliseconds of a core, so only two run at
 * once.
 */
public final class PasswordHasher {

  private static final int KIBIBYTES = 12_288;
  private static final int ITERATIONS = 3;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int AT_ONCE = 2;
  private static final int WAIT_SECONDS = 3;

  private final Semaphore running = new Semaphore(AT_ONCE, true);
  private String hashOfNoPassword;

  /**
   * The hash of a password, with a new salt and its parameters.
   *
   * @throws HashingBusy when too many others wait
   */
  public String hash(String password) {
    return guarded(
        () ->
            Password.hash(password)
                .addRandomSalt(SALT_BYTES)
                .with(
                    Argon2Function.getInstance(KIBIBYTES, ITERATIONS, LANES, HASH_BYTES, Argon2.ID))
                .getResult());
  }

  /**
   * Whether it is the password of a hash. Takes as long where there is none, so that no one learns
   * from the time which addresses have an account.
   *
   * @throws HashingBusy when too many others wait
   */
  public boolean matches(String password, Optional<String> hash) {
    String compared = hash.orElseGet(this::hashOfNoPassword);
    boolean same =
        guarded(
            () ->
                Password.check(password, compared)
                    .with(Argon2Function.getInstanceFromHash(compared)));
    return same && hash.isPresent();
  }

  private synchronized String hashOfNoPassword() {
    if (hashOfNoPassword == null) {
      hashOfNoPassword = hash("");
    }
    return hashOfNoPassword;
  }

  private <T> T guarded(Supplier<T> work) {
    try {
      if (!running.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new HashingBusy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HashingBusy();
    }
    try {
      return work.get();
    } finally {
      running.release();
    }
  }
}
