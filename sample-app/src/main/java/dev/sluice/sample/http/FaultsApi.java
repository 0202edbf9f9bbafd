package dev.sluice.sample.http;

import dev.sluice.sample.config.Faults;
import dev.sluice.sample.config.InvalidSettings;
import dev.sluice.sample.config.Secret;
import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.faults.FaultSwitch;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** {@code /admin/faults}: the faults of this replica, for whoever has the admin token. */
public final class FaultsApi {

  private static final String PATH = "/admin/faults";

  private final FaultSwitch faults;
  private final Secret token;

  public FaultsApi(FaultSwitch faults, Secret token) {
    this.faults = faults;
    this.token = token;
  }

  public void register(RoutesConfig routes) {
    routes.get(PATH, this::read);
    routes.put(PATH, this::replace);
    routes.delete(PATH, this::reset);
  }

  private void read(Context ctx) {
    BearerToken.requireAdmin(ctx, token);
    answer(ctx);
  }

  private void replace(Context ctx) {
    BearerToken.requireAdmin(ctx, token);
    faults.set(parse(Json.variables(ctx.body())));
    answer(ctx);
  }

  private void reset(Context ctx) {
    BearerToken.requireAdmin(ctx, token);
    faults.reset();
    answer(ctx);
  }

  private void answer(Context ctx) {
    ctx.contentType("application/json").result(Json.write(faults.faults().variables()));
  }

  private static Faults parse(Map<String, String> variables) {
    try {
      return Faults.parse(variables);
    } catch (InvalidSettings e) {
      List<FieldError> errors =
          e.refusals().stream()
              .map(
                  refused ->
                      new FieldError(
                          refused.name(),
                          "is \"" + refused.value() + "\": give " + refused.remedy()))
              .toList();
      throw new Problem.ProblemException(
          new Problem("Unprocessable Content", 422, "The faults have bad variables.", errors));
    }
  }
}
