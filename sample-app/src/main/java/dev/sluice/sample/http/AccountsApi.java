package dev.sluice.sample.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.sample.config.Secret;
import dev.sluice.sample.domain.Account;
import dev.sluice.sample.domain.AccountInput;
import dev.sluice.sample.domain.Accounts;
import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.Role;
import dev.sluice.sample.tokens.AccessTokens;
import dev.sluice.sample.tokens.PasswordHasher;
import dev.sluice.sample.tokens.SigningKeys;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/** Accounts: who registers, logs in and shows their token. */
public final class AccountsApi {

  private final Optional<Accounts> accounts;
  private final SigningKeys keys;
  private final AccessTokens tokens;
  private final Secret adminToken;
  private final PasswordHasher hasher = new PasswordHasher();

  /**
   * @param accounts empty where the schema has none
   * @param adminToken lets a request give an account its role
   */
  public AccountsApi(
      Optional<Accounts> accounts, SigningKeys keys, AccessTokens tokens, Secret adminToken) {
    this.accounts = accounts;
    this.keys = keys;
    this.tokens = tokens;
    this.adminToken = adminToken;
  }

  public void register(RoutesConfig routes) {
    routes.post("/accounts", this::create);
    routes.get("/accounts", this::list);
    routes.post("/accounts/login", this::logIn);
    routes.get("/accounts/me", this::me);
    routes.put("/admin/accounts/{id}", this::setRole);
    routes.get(
        "/.well-known/jwks.json",
        ctx -> ctx.contentType("application/json").result(keys.published()));
  }

  /** An account as its JSON has it. */
  record AccountView(long id, String email, String role) {
    static AccountView of(Account account) {
      return new AccountView(account.id(), account.email(), account.role().text());
    }
  }

  /** One page of accounts, and the {@code after} of the next page when there is one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AccountPage(List<AccountView> accounts, Long next) {}

  /** A token, named as in OAuth 2.0 (RFC 6749, section 5.1). */
  record TokenView(String access_token, String token_type, long expires_in) {}

  /** The role that an account gets. */
  record RoleInput(String role) {}

  private void create(Context ctx) {
    AccountInput given = credentials(ctx);
    Accounts all = stored();
    Account account = all.create(given.email(), hasher.hash(given.password()));
    ctx.status(201);
    json(ctx, AccountView.of(account));
  }

  private void logIn(Context ctx) {
    AccountInput given = credentials(ctx);
    Optional<Accounts.Login> login = stored().login(given.email());
    if (!hasher.matches(given.password(), login.map(Accounts.Login::passwordHash))) {
      throw BearerToken.unauthorized(
          ctx, "No account has this e-mail address and password: POST /accounts makes one.");
    }
    ctx.header(HttpHeader.CACHE_CONTROL.asString(), "no-store");
    json(
        ctx,
        new TokenView(
            tokens.issue(login.orElseThrow().account()), "Bearer", tokens.lifetime().toSeconds()));
  }

  private void me(Context ctx) {
    json(
        ctx,
        stored().find(holder(ctx).account()).map(AccountView::of).orElseThrow(() -> refused(ctx)));
  }

  private void list(Context ctx) {
    if (holder(ctx).role() != Role.ADMIN) {
      throw new Problem.ProblemException(
          new Problem("Forbidden", 403, "Only accounts with the role admin see all accounts."));
    }
    QueryParameters query = new QueryParameters(ctx);
    int limit = query.limit();
    long after = query.after();
    query.throwIfRefused();
    List<AccountView> found =
        stored().list(after, limit + 1).stream().map(AccountView::of).toList();
    List<AccountView> shown = found.subList(0, Math.min(limit, found.size()));
    json(ctx, new AccountPage(shown, found.size() > limit ? shown.get(limit - 1).id() : null));
  }

  private void setRole(Context ctx) {
    BearerToken.requireAdmin(ctx, adminToken);
    long id = PathId.of(ctx, "account");
    Role role = Json.role(ctx.body());
    if (!stored().setRole(id, role)) {
      throw RefusedRequest.notFound("account", Long.toString(id));
    }
    json(ctx, new RoleInput(role.text()));
  }

  private static AccountInput credentials(Context ctx) {
    AccountInput given = Json.credentials(ctx.body());
    List<FieldError> errors = given.errors();
    if (!errors.isEmpty()) {
      throw RefusedRequest.badFields("account", errors);
    }
    return given;
  }

  private AccessTokens.Holder holder(Context ctx) {
    return BearerToken.of(ctx).flatMap(tokens::holder).orElseThrow(() -> refused(ctx));
  }

  private static Problem.ProblemException refused(Context ctx) {
    return BearerToken.unauthorized(
        ctx, "The token is missing, not one of this API, or has ended: POST /accounts/login.");
  }

  private Accounts stored() {
    return accounts.orElseThrow(
        () ->
            new Problem.ProblemException(
                new Problem(
                    "Not Implemented",
                    501,
                    "DATABASE_SCHEMA holds back the schema with accounts: set it to 4.")));
  }

  private static void json(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
