package dev.sluice.sample.http;

import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.Greetings;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.UserService;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/**
 * Greetings: of a user, which asks another replica of this program, and by name, which is what that
 * one answers.
 */
public final class GreetingsApi {

  private final UserService users;
  private final Greetings greetings;

  public GreetingsApi(UserService users, Greetings greetings) {
    this.users = users;
    this.greetings = greetings;
  }

  public void register(RoutesConfig routes) {
    routes.get("/users/{id}/greeting", this::ofUser);
    routes.get("/greetings", GreetingsApi::byName);
  }

  private void ofUser(Context ctx) {
    User user = users.read(PathId.of(ctx, "user"));
    ctx.contentType("application/json").result(Json.write(greetings.of(user)));
  }

  private static void byName(Context ctx) {
    String name = ctx.queryParam("name");
    int length = name == null ? 0 : name.codePointCount(0, name.length());
    if (length == 0 || length > UserInput.MAX_NAME) {
      String message = "has " + length + " characters: give 1 to " + UserInput.MAX_NAME;
      throw new Problem.ProblemException(
          new Problem(
              "Bad Request",
              400,
              "The query has bad parameters.",
              List.of(new FieldError("name", message))));
    }
    ctx.contentType("application/json")
        .result(Json.write(Map.of("greeting", "Hello, " + name + "!")));
  }
}
