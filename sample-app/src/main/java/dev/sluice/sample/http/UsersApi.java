package dev.sluice.sample.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.Users;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;

/** The routes under {@code /users}. */
public final class UsersApi {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 200;
  static final int MAX_SLEEP_MILLIS = 30_000;

  private final Users users;
  private final Executor executor;

  /**
   * @param executor runs what is left of a request after its {@code sleep}
   */
  public UsersApi(Users users, Executor executor) {
    this.users = users;
    this.executor = executor;
  }

  public void register(RoutesConfig routes) {
    routes.post("/users", this::create);
    routes.get("/users", this::list);
    routes.get("/users/{id}", this::read);
    routes.put("/users/{id}", this::replace);
    routes.delete("/users/{id}", this::delete);
  }

  /** One page of users, and the {@code after} of the next page when there is one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(List<User> users, Long next) {}

  private void create(Context ctx) {
    User user = users.create(Json.user(ctx.body()));
    ctx.header("Location", "/users/" + user.id());
    tagged(ctx.status(201), user);
  }

  private void read(Context ctx) {
    tagged(ctx, existing(ctx));
  }

  private void replace(Context ctx) {
    long id = id(ctx);
    UserInput input = Json.user(ctx.body());
    Optional<User> known = known(ctx);
    if (known.isPresent() && !users.replace(known.get(), input)) {
      throw changed();
    }
    if (known.isEmpty() && !users.replace(id, input)) {
      throw noUser(ctx.pathParam("id"));
    }
    tagged(ctx, new User(id, input.name(), input.email()));
  }

  private void delete(Context ctx) {
    long id = id(ctx);
    Optional<User> known = known(ctx);
    if (known.isPresent() && !users.delete(known.get())) {
      throw changed();
    }
    if (known.isEmpty() && !users.delete(id)) {
      throw noUser(ctx.pathParam("id"));
    }
    ctx.status(204);
  }

  private User existing(Context ctx) {
    return existing(users, ctx);
  }

  /**
   * The user that the path names.
   *
   * @throws Problem.ProblemException with status 404 where there is none
   */
  static User existing(Users users, Context ctx) {
    return users.find(id(ctx)).orElseThrow(() -> noUser(ctx.pathParam("id")));
  }

  /**
   * The user as {@code If-Match} knows them, or empty without that header.
   *
   * @throws Problem.ProblemException with status 412 when they are not like that any more
   */
  private Optional<User> known(Context ctx) {
    String wanted = ctx.header(HttpHeader.IF_MATCH.asString());
    if (wanted == null) {
      return Optional.empty();
    }
    User user = existing(ctx);
    if (!EntityTag.matches(wanted, user)) {
      throw changed();
    }
    return Optional.of(user);
  }

  private void list(Context ctx) {
    List<FieldError> errors = new ArrayList<>();
    int limit = (int) parameter(ctx, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT, errors);
    long after = parameter(ctx, "after", 0, 0, Long.MAX_VALUE, errors);
    int sleep = (int) parameter(ctx, "sleep", 0, 0, MAX_SLEEP_MILLIS, errors);
    boolean fail = parameter(ctx, "fail", 0, 0, 1, errors) == 1;
    String email = ctx.queryParam("email");
    if (email != null && (email.isBlank() || email.length() > UserInput.MAX_EMAIL)) {
      errors.add(
          new FieldError(
              "email", "is empty or too long: give 1 to " + UserInput.MAX_EMAIL + " characters"));
    }
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
      json(ctx, page(email, after, limit));
      return;
    }
    // A timer, not a sleeping thread: many long requests at once must not starve the short ones.
    Executor later = CompletableFuture.delayedExecutor(sleep, TimeUnit.MILLISECONDS, executor);
    ctx.future(() -> CompletableFuture.runAsync(() -> json(ctx, page(email, after, limit)), later));
  }

  private Page page(String email, long after, int limit) {
    List<User> found =
        email == null ? users.list(after, limit + 1) : users.listByEmail(email, after, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<User> shown = found.subList(0, limit);
    return new Page(shown, shown.get(limit - 1).id());
  }

  private static void tagged(Context ctx, User user) {
    ctx.header(HttpHeader.ETAG.asString(), EntityTag.of(user));
    json(ctx, user);
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

  private static Problem.ProblemException changed() {
    return new Problem.ProblemException(
        new Problem(
            "Precondition Failed",
            412,
            "The user has changed since: read it again, and send its new ETag as If-Match."));
  }

  private static long parameter(
      Context ctx, String name, long otherwise, long least, long most, List<FieldError> errors) {
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
        new FieldError(
            name, "is \"" + text + "\": give a whole number from " + least + " to " + most));
    return otherwise;
  }
}
