package dev.sluice.sample.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The routes under {@code /health}. None waits for the database. */
public final class HealthApi {

  private final String version;
  private final BooleanSupplier draining;
  private final BooleanSupplier databaseAnswers;
  private final Predicate<Boolean> saysReady;

  /**
   * @param draining whether the process is about to end
   * @param databaseAnswers whether the database answers and its schema is up to date
   * @param saysReady what is said of the truth about readiness
   */
  public HealthApi(
      String version,
      BooleanSupplier draining,
      BooleanSupplier databaseAnswers,
      Predicate<Boolean> saysReady) {
    this.version = version;
    this.draining = draining;
    this.databaseAnswers = databaseAnswers;
    this.saysReady = saysReady;
  }

  public void register(RoutesConfig routes) {
    routes.get("/health", this::summary);
    routes.get("/health/live", ctx -> answer(ctx, true, Map.of("status", "live")));
    routes.get("/health/ready", this::ready);
  }

  private void summary(Context ctx) {
    boolean answers = databaseAnswers.getAsBoolean();
    boolean well = answers && !draining.getAsBoolean();
    Map<String, String> body = new LinkedHashMap<>();
    body.put("status", well ? "UP" : "DOWN");
    body.put("version", version);
    body.put("database", answers ? "UP" : "DOWN");
    answer(ctx, well, body);
  }

  private void ready(Context ctx) {
    String status = "ready";
    if (draining.getAsBoolean()) {
      status = "shutting down";
    } else if (!databaseAnswers.getAsBoolean()) {
      status = "the database does not answer";
    }
    answer(ctx, saysReady.test(status.equals("ready")), Map.of("status", status));
  }

  private static void answer(Context ctx, boolean well, Map<String, String> body) {
    ctx.status(well ? 200 : 503).contentType("application/json").result(Json.write(body));
  }
}
