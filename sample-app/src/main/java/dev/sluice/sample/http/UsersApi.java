package dev.sluice.sample.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.UserService;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;

/** The routes under {@code /users}. */
public final class UsersApi {

  static final int MAX_SLEEP_MILLIS = 30_000;

  private static final String USER = "user";

  private final UserService users;
  private final Executor executor;

  /**
   * @param executor runs what is left of a request after its {@code sleep}
   */
  public UsersApi(UserService users, Executor executor) {
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

  /** A page as its JSON has it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record UserPageView(List<User> users, Long next) {}

  private void create(Context ctx) {
    User user = users.create(Json.user(ctx.body()));
    ctx.header("Location", "/users/" + user.id());
    tagged(ctx.status(201), user);
  }

  private void read(Context ctx) {
    tagged(ctx, users.read(PathId.of(ctx, USER)));
  }

  private void replace(Context ctx) {
    long id = PathId.of(ctx, USER);
    tagged(ctx, users.replace(id, Json.user(ctx.body()), known(ctx)));
  }

  private void delete(Context ctx) {
    users.delete(PathId.of(ctx, USER), known(ctx));
    ctx.status(204);
  }

  /** Whether a user is as {@code If-Match} knows them; empty without that header. */
  private static Optional<Predicate<User>> known(Context ctx) {
    return Optional.ofNullable(ctx.header(HttpHeader.IF_MATCH.asString()))
        .map(wanted -> user -> EntityTag.matches(wanted, user));
  }

  private void list(Context ctx) {
    QueryParameters query = new QueryParameters(ctx);
    int limit = query.limit();
    long after = query.after();
    int sleep = (int) query.whole("sleep", 0, 0, MAX_SLEEP_MILLIS);
    boolean fail = query.whole("fail", 0, 0, 1) == 1;
    Optional<String> email = Optional.ofNullable(ctx.queryParam("email"));
    if (email.isPresent()
        && (email.get().isBlank() || email.get().length() > UserInput.MAX_EMAIL)) {
      query.refuse(
          "email", "is empty or too long: give 1 to " + UserInput.MAX_EMAIL + " characters");
    }
    query.throwIfRefused();
    if (fail) {
      throw new Problem.ProblemException(
          new Problem(
              "Failed on purpose", 500, "fail=1 asks for this answer, whatever the version."));
    }
    Runnable answer = () -> page(ctx, users.list(email, after, limit));
    if (sleep == 0) {
      answer.run();
      return;
    }
    // A timer, not a sleeping thread: many long requests at once must not starve the short ones.
    Executor later = CompletableFuture.delayedExecutor(sleep, TimeUnit.MILLISECONDS, executor);
    ctx.future(
        () ->
            CompletableFuture.runAsync(
                io.opentelemetry.context.Context.current().wrap(answer), later));
  }

  private static void page(Context ctx, UserService.UserPage page) {
    json(ctx, new UserPageView(page.users(), page.next()));
  }

  private static void tagged(Context ctx, User user) {
    ctx.header(HttpHeader.ETAG.asString(), EntityTag.of(user));
    json(ctx, user);
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
