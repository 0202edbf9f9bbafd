package dev.sluice.sample.faults;

import dev.sluice.sample.config.Faults;
import dev.sluice.sample.config.Readiness;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the faults in force and decides what they do to each request. Each is drawn on its own, as
 * real errors come. Safe for use by many threads.
 */
public final class FaultSwitch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FaultSwitch.class);

  private final Faults usual;
  private final Damage damage;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private volatile InForce inForce;

  /** Faults, and since when. */
  private record InForce(Faults faults, long since) {}

  /**
   * What happens to a request. Its delay comes before its failure; one that hangs has neither.
   *
   * @param hangs whether it is not answered
   * @param delayMillis before it is answered
   * @param failure its answer; empty for that of the API
   */
  public record RequestFault(boolean hangs, int delayMillis, Optional<FailedAnswer> failure) {

    private static final RequestFault NONE = new RequestFault(false, 0, Optional.empty());
  }

  /**
   * An answer that fails on purpose.
   *
   * @param status of HTTP, 400 to 599
   * @param grpcStatus of gRPC
   * @param detail says why, and how it ends
   */
  public record FailedAnswer(int status, Status.Code grpcStatus, String detail) {}

  /**
   * Puts the faults in force.
   *
   * @param usual what is in force until {@link #set}, and again after {@link #reset}
   * @param damage done to the process
   * @param nanoTime a clock that never runs backwards, in nanoseconds
   * @param random draws from 0 (included) to 1 (excluded)
   */
  public FaultSwitch(Faults usual, Damage damage, LongSupplier nanoTime, DoubleSupplier random) {
    this.usual = usual;
    this.damage = damage;
    this.nanoTime = nanoTime;
    this.random = random;
    set(usual);
  }

  /** Replaces all faults; times in them count from now. */
  public synchronized void set(Faults faults) {
    inForce = new InForce(faults, nanoTime.getAsLong());
    damage.apply(faults);
    if (!faults.equals(Faults.NONE)) {
      log.warn("faults in force {}", text(faults));
    }
  }

  /** Back to the faults at the start. */
  public void reset() {
    set(usual);
    log.info("faults reset to those of the start");
  }

  private static String text(Faults faults) {
    return faults.variables().entrySet().stream()
        .map(variable -> variable.getKey() + "=\"" + variable.getValue() + "\"")
        .collect(Collectors.joining(" "));
  }

  /** The faults in force. */
  public Faults faults() {
    return inForce.faults;
  }

  /** Whether the replica says that it is ready. */
  public boolean saysReady(boolean truth) {
    Readiness readiness = inForce.faults.readiness();
    return readiness == Readiness.TRUTHFUL ? truth : readiness == Readiness.ALWAYS;
  }

  /** The issuer of tokens, as they are issued and expected. */
  public String issuer(String right) {
    return inForce.faults.wrongIssuer() ? right + "/wrong" : right;
  }

  /**
   * What happens to the request that is taken now.
   *
   * @param route such as {@code GET /users/{id}}
   */
  public RequestFault next(String route) {
    InForce now = inForce;
    Faults faults = now.faults;
    if (!faults.concern(route)) {
      return RequestFault.NONE;
    }
    damage.leak(faults.leakKilobytes());
    if (drawn(faults.hangPercent())) {
      return new RequestFault(true, 0, Optional.empty());
    }
    boolean fails =
        nanoTime.getAsLong() - now.since >= TimeUnit.SECONDS.toNanos(faults.failFromSecond())
            && drawn(faults.failPercent());
    return new RequestFault(
        false, delay(faults), fails ? Optional.of(failed(faults)) : Optional.empty());
  }

  private boolean drawn(double percent) {
    return percent > 0 && random.getAsDouble() * 100 < percent;
  }

  private int delay(Faults faults) {
    if (faults.delayMillis() == 0) {
      return 0;
    }
    double drawn = faults.delayShape().draw(faults.delayMillis(), random.getAsDouble());
    return (int) Math.min(Faults.MAX_DELAY_MILLIS, Math.round(drawn));
  }

  private static FailedAnswer failed(Faults faults) {
    return new FailedAnswer(
        faults.failStatus(),
        faults.failGrpcStatus(),
        "FAIL_PERCENT="
            + faults.failPercent()
            + " makes this share of answers fail: no fault of the request, unset it to end this");
  }

  /** Ends what the faults do to the process. */
  @Override
  public void close() {
    damage.apply(Faults.NONE);
  }
}
