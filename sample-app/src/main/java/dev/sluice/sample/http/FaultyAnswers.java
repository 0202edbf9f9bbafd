package dev.sluice.sample.http;

import dev.sluice.sample.faults.FaultSwitch;
import dev.sluice.sample.faults.FaultSwitch.FailedAnswer;
import dev.sluice.sample.faults.FaultSwitch.RequestFault;
import io.grpc.Status;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Does to requests what the faults in force say, before their route sees them. */
public final class FaultyAnswers {

  /** The longest time that a request hangs: by then no caller waits for it. */
  private static final int HANG_MINUTES = 10;

  private final FaultSwitch faults;
  private final Executor executor;

  /**
   * @param executor runs what is left of a request after its delay
   */
  public FaultyAnswers(FaultSwitch faults, Executor executor) {
    this.faults = faults;
    this.executor = executor;
  }

  public void register(RoutesConfig routes) {
    routes.beforeMatched(this::misbehave);
  }

  private void misbehave(Context ctx) {
    Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
    if (endpoint == null) {
      return;
    }
    RequestFault fault = faults.next(ctx.method().name() + " " + endpoint.path);
    if (fault.hangs()) {
      later(ctx, HANG_MINUTES, TimeUnit.MINUTES, Optional.of(hung()));
    } else if (fault.delayMillis() > 0) {
      later(ctx, fault.delayMillis(), TimeUnit.MILLISECONDS, fault.failure());
    } else {
      failIf(fault.failure());
    }
  }

  private void later(Context ctx, long delay, TimeUnit unit, Optional<FailedAnswer> failure) {
    Executor later = CompletableFuture.delayedExecutor(delay, unit, executor);
    ctx.future(() -> CompletableFuture.runAsync(() -> failIf(failure), later));
  }

  private static FailedAnswer hung() {
    return new FailedAnswer(
        500,
        Status.Code.INTERNAL,
        "HANG_PERCENT let this request wait for " + HANG_MINUTES + " minutes");
  }

  private static void failIf(Optional<FailedAnswer> failure) {
    failure.ifPresent(
        answer -> {
          throw new Problem.ProblemException(
              new Problem("Failed on purpose", answer.status(), answer.detail()));
        });
  }
}
