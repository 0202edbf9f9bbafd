package dev.sluice.sample.config;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What goes wrong on purpose. The same variables are read from the environment and from a request
 * to {@code /admin/faults}.
 *
 * @param failPercent share of API answers that fail, 0 to 100
 * @param failStatus HTTP status of those answers, 400 to 599
 * @param failGrpcStatus status of gRPC calls that fail so
 * @param failFromSecond seconds after which {@code failPercent} holds, 0 to 86400
 * @param delayMillis mean of the milliseconds added to each API answer, 0 to 30000
 * @param delayShape how those are distributed
 * @param hangPercent share of API requests that are not answered, 0 to 100
 * @param routes to which all of these are limited, such as {@code GET /users/{id}} or {@code
 *     users.v1.Users/GetUser}; empty for all
 * @param leakKilobytes memory that each API request takes and does not give back, 0 to 1024
 * @param burnThreads threads that compute nothing without a pause, 0 to 8
 * @param readiness what the replica says of itself
 * @param wrongIssuer whether tokens are issued and expected with another issuer than that of the
 *     settings
 * @param crashAfterSecond seconds after which the process ends with status 1, 1 to 86400; empty for
 *     never
 */
public record Faults(
    double failPercent,
    int failStatus,
    Status.Code failGrpcStatus,
    int failFromSecond,
    int delayMillis,
    DelayShape delayShape,
    double hangPercent,
    List<String> routes,
    int leakKilobytes,
    int burnThreads,
    Readiness readiness,
    boolean wrongIssuer,
    OptionalInt crashAfterSecond) {

  /** The longest added delay, in milliseconds. */
  public static final int MAX_DELAY_MILLIS = 30_000;

  /** The routes that can be bad. */
  public static final List<String> ROUTES =
      List.of(
          "GET /users",
          "POST /users",
          "GET /users/{id}",
          "PUT /users/{id}",
          "DELETE /users/{id}",
          "GET /users/{id}/greeting",
          "GET /greetings",
          "GET /accounts",
          "POST /accounts",
          "POST /accounts/login",
          "GET /accounts/me",
          "users.v1.Users/CreateUser",
          "users.v1.Users/GetUser",
          "users.v1.Users/ListUsers",
          "users.v1.Users/StreamUsers",
          "users.v1.Users/UpdateUser",
          "users.v1.Users/DeleteUser");

  private static final int DAY = 86_400;

  /** Nothing goes wrong. */
  public static final Faults NONE = read(new EnvironmentReader(Map.of()));

  /**
   * Reads faults alone.
   *
   * @throws InvalidSettings when a value is bad, or a variable is not a fault
   */
  public static Faults parse(Map<String, String> variables) {
    EnvironmentReader read = new EnvironmentReader(variables);
    Faults faults = read(read);
    read.refuseOthers("only the variables ");
    read.throwIfRefused();
    return faults;
  }

  static Faults read(EnvironmentReader read) {
    int crashAfter = read.integer("CRASH_AFTER_SECOND", 0, 1, DAY);
    return new Faults(
        read.percent("FAIL_PERCENT"),
        read.integer("FAIL_STATUS", 500, 400, 599),
        grpcStatus(read),
        read.integer("FAIL_FROM_SECOND", 0, 0, DAY),
        read.integer("DELAY_MS", 0, 0, MAX_DELAY_MILLIS),
        read.choice("DELAY_SHAPE", DelayShape.FIXED, DelayShape.class),
        read.percent("HANG_PERCENT"),
        routes(read),
        read.integer("LEAK_KB", 0, 0, 1024),
        read.integer("BURN_THREADS", 0, 0, 8),
        read.choice("READINESS", Readiness.TRUTHFUL, Readiness.class),
        read.flag("WRONG_ISSUER"),
        crashAfter == 0 ? OptionalInt.empty() : OptionalInt.of(crashAfter));
  }

  private static Status.Code grpcStatus(EnvironmentReader read) {
    String name = "FAIL_GRPC_STATUS";
    Status.Code code = read.choice(name, Status.Code.INTERNAL, Status.Code.class);
    if (code == Status.Code.OK) {
      read.refuse(name, "OK", "the status of a failure");
    }
    return code;
  }

  private static List<String> routes(EnvironmentReader read) {
    List<String> routes = new ArrayList<>();
    for (String part : read.text("FAULT_ROUTES").split(",", -1)) {
      String route = part.strip();
      if (!route.isEmpty() && !ROUTES.contains(route)) {
        read.refuse(
            "FAULT_ROUTES", route, "routes separated by commas, of " + String.join(", ", ROUTES));
      } else if (!route.isEmpty()) {
        routes.add(route);
      }
    }
    return List.copyOf(routes);
  }

  /** Whether answers of the route can be bad. */
  public boolean concern(String route) {
    return routes.isEmpty() ? ROUTES.contains(route) : routes.contains(route);
  }

  /** The variables that differ from their defaults, in a fixed order. */
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    put(variables, "FAIL_PERCENT", failPercent, 0.0);
    put(variables, "FAIL_STATUS", failStatus, 500);
    put(variables, "FAIL_GRPC_STATUS", failGrpcStatus.name(), Status.Code.INTERNAL.name());
    put(variables, "FAIL_FROM_SECOND", failFromSecond, 0);
    put(variables, "DELAY_MS", delayMillis, 0);
    put(variables, "DELAY_SHAPE", delayShape, DelayShape.FIXED);
    put(variables, "HANG_PERCENT", hangPercent, 0.0);
    put(variables, "FAULT_ROUTES", String.join(", ", routes), "");
    put(variables, "LEAK_KB", leakKilobytes, 0);
    put(variables, "BURN_THREADS", burnThreads, 0);
    put(variables, "READINESS", readiness, Readiness.TRUTHFUL);
    put(variables, "WRONG_ISSUER", wrongIssuer, false);
    crashAfterSecond.ifPresent(
        second -> variables.put("CRASH_AFTER_SECOND", Integer.toString(second)));
    return variables;
  }

  private static void put(Map<String, String> variables, String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      String text = value.toString();
      variables.put(name, value instanceof Enum<?> ? text.toLowerCase(Locale.ROOT) : text);
    }
  }
}
