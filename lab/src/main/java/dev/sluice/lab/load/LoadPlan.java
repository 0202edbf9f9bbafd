package dev.sluice.lab.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The requests to send and their rates.
 *
 * @param streams at least one, with different names
 */
public record LoadPlan(List<LoadStream> streams) {
  private static final int SLOW_PER_SECOND = 1;

  public LoadPlan {
    streams = List.copyOf(streams);
    if (streams.isEmpty()
        || streams.stream().map(LoadStream::name).distinct().count() != streams.size()) {
      throw new IllegalArgumentException("a plan needs streams with different names");
    }
    if (streams.stream().map(LoadStream::isCalls).distinct().count() != 1) {
      throw new IllegalArgumentException("a plan has either requests or calls");
    }
  }

  /** Whether its streams are gRPC calls. */
  boolean isCalls() {
    return streams.get(0).isCalls();
  }

  /** Whether a stream has this name. */
  boolean has(String name) {
    return streams.stream().anyMatch(stream -> stream.name().equals(name));
  }

  /**
   * Typical requests to the users API: 80% over persistent connections, alternating reads and
   * creations; the rest over a new connection each; and one slow request per second, of 1.5 s or,
   * every fifth, 20 s.
   *
   * @param host the API's host, such as {@code users.shop}
   * @param perSecond requests per second, 10 to 1000
   */
  public static LoadPlan users(String host, int perSecond) {
    if (perSecond < 10 || perSecond > 1000) {
      throw new IllegalArgumentException("rate " + perSecond + "/s: give 10 to 1000");
    }
    String users = "http://" + host + "/users";
    int kept = perSecond * 4 / 5;
    int fresh = perSecond - kept - SLOW_PER_SECOND;
    String run = UUID.randomUUID().toString();
    List<LoadTarget> slow = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slow.add(LoadTarget.get(users + "?limit=1&sleep=1500"));
    }
    slow.add(LoadTarget.get(users + "?limit=1&sleep=20000"));
    return new LoadPlan(
        List.of(
            new LoadStream("kept", perSecond(kept), true, calls(users, "kept-" + run)),
            new LoadStream("fresh", perSecond(fresh), false, calls(users, "fresh-" + run)),
            new LoadStream("slow", perSecond(SLOW_PER_SECOND), true, slow)));
  }

  /** Reads, and creations of users with distinct addresses. */
  private static List<LoadTarget> calls(String users, String run) {
    String user =
        "{\"name\": \"Ada\", \"email\": \"%s@%s.example\"}".formatted(LoadTarget.NUMBER, run);
    return List.of(
        LoadTarget.get(users + "?limit=5"),
        LoadTarget.post(users, user),
        LoadTarget.get(users + "?limit=1"));
  }

  /**
   * Calls of the users API by gRPC, over one connection for each stream: short ones, and every two
   * seconds one that sends 20 users within 20 s.
   *
   * @param host the API's host, such as {@code users.shop}
   * @param perSecond short calls per second, 1 to 1000
   */
  public static LoadPlan userCalls(String host, int perSecond) {
    String service = "http://" + host + ":9090/users.v1.Users/";
    // In hexadecimal: a limit of 5; a limit of 20 with a pause of 1000 ms.
    return new LoadPlan(
        List.of(
            new LoadStream(
                "calls",
                perSecond(perSecond),
                true,
                List.of(LoadTarget.call(service + "ListUsers", "0805"))),
            new LoadStream(
                "streams",
                Duration.ofSeconds(2),
                true,
                List.of(LoadTarget.call(service + "StreamUsers", "0a02081410e807")))));
  }

  /** Requests that fail on every version, as with a broken shared dependency. */
  public static LoadPlan failing(String host, int perSecond) {
    return new LoadPlan(
        List.of(
            new LoadStream(
                "failing",
                perSecond(perSecond),
                true,
                List.of(LoadTarget.get("http://" + host + "/users?limit=1&fail=1")))));
  }

  /** Combines plans into one for a single pod. All streams need different names. */
  public static LoadPlan together(List<LoadPlan> plans) {
    return new LoadPlan(plans.stream().flatMap(plan -> plan.streams().stream()).toList());
  }

  /**
   * The same requests, with a suffix on the name of each stream.
   *
   * @param ending letters of a to z
   */
  public LoadPlan named(String ending) {
    return new LoadPlan(
        streams.stream()
            .map(
                stream ->
                    new LoadStream(
                        stream.name() + ending,
                        stream.interval(),
                        stream.keepAlive(),
                        stream.targets()))
            .toList());
  }

  private static Duration perSecond(int count) {
    return Duration.ofSeconds(1).dividedBy(count);
  }

  /** Total rate in requests per second. */
  public double perSecond() {
    return streams.stream().mapToDouble(stream -> 1e9 / stream.interval().toNanos()).sum();
  }

  /**
   * Returns the stream with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  LoadStream stream(String name) {
    return streams.stream()
        .filter(stream -> stream.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stream \"" + name + "\""));
  }
}
