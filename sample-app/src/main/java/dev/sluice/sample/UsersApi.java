package dev.sluice.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The routes under {@code /users}. */
final class UsersApi {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 200;
  static final int MAX_SLEEP_MILLIS = 30_000;

  private final UserStore store;
  private final Executor executor;

  /**
   * @param executor runs what is left of a request after its {@code sleep}
   */
  UsersApi(UserStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  void register(RoutesConfig routes) {
    routes.post("/users", this::create);
    routes.get("/users", this::list);
    routes.get("/users/{id}", this::read);
    routes.put("/users/{id}", this::replace);
    routes.delete("/users/{id}", this::delete);
  }

  /** One page of users, and the {@code after} of the next page when there is one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(List<User> users, Long next) {}

  private void create(Context ctx) throws SQLException {
    User user = store.create(Json.user(ctx.body()));
    ctx.header("Location", "/users/" + user.id());
    json(ctx.status(201), user);
  }

  private void read(Context ctx) throws SQLException {
    long id = id(ctx);
    json(ctx, store.find(id).orElseThrow(() -> noUser(ctx.pathParam("id"))));
  }

  private void replace(Context ctx) throws SQLException {
    long id = id(ctx);
    UserInput input = Json.user(ctx.body());
    if (!store.replace(id, input)) {
      throw noUser(ctx.pathParam("id"));
    }
    json(ctx, new User(id, input.name(), input.email()));
  }

  private void delete(Context ctx) throws SQLException {
    if (!store.delete(id(ctx))) {
      throw noUser(ctx.pathParam("id"));
    }
    ctx.status(204);
  }

  private void list(Context ctx) throws SQLException {
    List<Problem.FieldError> errors = new ArrayList<>();
    int limit = (int) parameter(ctx, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT, errors);
    long after = parameter(ctx, "after", 0, 0, Long.MAX_VALUE, errors);
    int sleep = (int) parameter(ctx, "sleep", 0, 0, MAX_SLEEP_MILLIS, errors);
    boolean fail = parameter(ctx, "fail", 0, 0, 1, errors) == 1;
    if (!errors.isEmpty()) {
      throw new Problem.ProblemException(
          new Problem("Bad Request", 400, "The query has bad parameters.", errors));
    }
    if (fail) {
      throw new Problem.ProblemException(
          new Problem(
              "Failed on purpose", 500, "fail=1 asks for this answer, whatever the version."));
    }
    if (sleep == 0) {
      json(ctx, page(after, limit));
      return;
    }
    // A timer, not a sleeping thread: many long requests at once must not starve the short ones.
    Executor later = CompletableFuture.delayedExecutor(sleep, TimeUnit.MILLISECONDS, executor);
    ctx.future(
        () ->
            CompletableFuture.runAsync(
                () -> {
                  try {
                    json(ctx, page(after, limit));
                  } catch (SQLException e) {
                    throw new CompletionException(e);
                  }
                },
                later));
  }

  private Page page(long after, int limit) throws SQLException {
    List<User> found = store.list(after, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<User> users = found.subList(0, limit);
    return new Page(users, users.get(limit - 1).id());
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }

  private static long id(Context ctx) {
    String text = ctx.pathParam("id");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw noUser(text);
    }
  }

  private static Problem.ProblemException noUser(String id) {
    return new Problem.ProblemException(
        new Problem(
            "Not Found", 404, "No user has id \"" + id + "\": GET /users lists those there are."));
  }

  private static long parameter(
      Context ctx,
      String name,
      long otherwise,
      long least,
      long most,
      List<Problem.FieldError> errors) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, in the same words as a number out of range.
    }
    errors.add(
        new Problem.FieldError(
            name, "is \"" + text + "\": give a whole number from " + least + " to " + most));
    return otherwise;
  }
}
