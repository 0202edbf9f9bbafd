package dev.sluice.operator;

import dev.sluice.common.Suggestions;
import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.CredentialFile;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator's configuration, read and checked.
 *
 * @param credentials for Prometheus
 * @param grid of the sampler
 * @param namespaces to watch; empty means all
 * @param leaseNamespace empty: no leader election
 */
public record OperatorConfig(
    URI prometheus,
    Credentials credentials,
    SamplingGrid grid,
    Set<String> namespaces,
    String leaseNamespace,
    String leaseName,
    String instance,
    String pausePolicy,
    String user,
    int httpPort,
    String logLevel) {

  /** What Kubernetes itself sets for a Service of such a name. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("SLUICE_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,4})([sm])");

  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

  /** The environment cannot be used; the message has a line for each mistake. */
  public static final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Invalid(List<String> mistakes) {
      super(String.join("\n", mistakes));
    }
  }

  /**
   * Reads the environment.
   *
   * @throws Invalid when a variable is unknown or its value cannot be used
   */
  public static OperatorConfig from(Map<String, String> environment) {
    List<String> mistakes = new ArrayList<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith("SLUICE_"))
        .filter(name -> known(name).isEmpty() && !SERVICE_LINK.matcher(name).matches())
        .sorted()
        .forEach(name -> mistakes.add(name + " is unknown; did you mean " + nearest(name) + "?"));

    URI prometheus = prometheus(value(environment, EnvironmentVariable.PROMETHEUS_URL), mistakes);
    Credentials credentials = credentials(environment);
    if (prometheus != null) {
      mistakes.addAll(credentials.contradictions(prometheus));
    }
    Duration step =
        duration(environment, EnvironmentVariable.SAMPLING_STEP, SamplingGrid.STEP, mistakes);
    Duration lag =
        duration(environment, EnvironmentVariable.SAMPLING_LAG, SamplingGrid.LAG, mistakes);
    String port = value(environment, EnvironmentVariable.HTTP_PORT);
    int httpPort = port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
    if (httpPort < 0 || httpPort > 65535) {
      mistakes.add(mistake(EnvironmentVariable.HTTP_PORT, port, "give a number from 0 to 65535"));
    }
    String level = value(environment, EnvironmentVariable.LOG_LEVEL).toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      mistakes.add(
          mistake(EnvironmentVariable.LOG_LEVEL, level, "give one of error, warn, info, debug"));
    }
    if (!mistakes.isEmpty()) {
      throw new Invalid(mistakes);
    }
    String instance = value(environment, EnvironmentVariable.POD_NAME);
    return new OperatorConfig(
        prometheus,
        credentials,
        new SamplingGrid(step, lag),
        names(value(environment, EnvironmentVariable.NAMESPACES)),
        value(environment, EnvironmentVariable.LEASE_NAMESPACE),
        value(environment, EnvironmentVariable.LEASE_NAME),
        instance.isEmpty() ? host() : instance,
        value(environment, EnvironmentVariable.PAUSE_POLICY),
        value(environment, EnvironmentVariable.SERVICE_ACCOUNT),
        httpPort,
        level);
  }

  private static URI prometheus(String address, List<String> mistakes) {
    String remedy = "give an address like " + EnvironmentVariable.PROMETHEUS_URL.absent();
    URI server;
    try {
      server = URI.create(address);
    } catch (IllegalArgumentException e) {
      // What stands before an @ may be a password.
      mistakes.add(
          mistake(EnvironmentVariable.PROMETHEUS_URL, address.replaceAll(".*@", "…@"), remedy));
      return null;
    }
    if (server.getRawUserInfo() != null) {
      mistakes.add(
          "%s has a user name or password in it; mount them and set %s and %s"
              .formatted(
                  EnvironmentVariable.PROMETHEUS_URL.variable(),
                  EnvironmentVariable.PROMETHEUS_USERNAME_FILE.variable(),
                  EnvironmentVariable.PROMETHEUS_PASSWORD_FILE.variable()));
      return null;
    }
    if (server.getHost() == null || !Set.of("http", "https").contains(server.getScheme())) {
      mistakes.add(mistake(EnvironmentVariable.PROMETHEUS_URL, address, remedy));
      return null;
    }
    return server;
  }

  private static Credentials credentials(Map<String, String> environment) {
    return new Credentials(
        file(environment, EnvironmentVariable.PROMETHEUS_BEARER_TOKEN_FILE),
        file(environment, EnvironmentVariable.PROMETHEUS_USERNAME_FILE),
        file(environment, EnvironmentVariable.PROMETHEUS_PASSWORD_FILE),
        file(environment, EnvironmentVariable.PROMETHEUS_CA_FILE),
        file(environment, EnvironmentVariable.PROMETHEUS_CERT_FILE),
        file(environment, EnvironmentVariable.PROMETHEUS_KEY_FILE));
  }

  private static Optional<CredentialFile> file(
      Map<String, String> environment, EnvironmentVariable setting) {
    String path = value(environment, setting);
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new CredentialFile(setting.variable(), Path.of(path)));
  }

  private static Duration duration(
      Map<String, String> environment,
      EnvironmentVariable setting,
      SamplingGrid.Range range,
      List<String> mistakes) {
    String text = value(environment, setting);
    Matcher matcher = DURATION.matcher(text);
    Duration duration =
        !matcher.matches()
            ? null
            : matcher.group(2).equals("m")
                ? Duration.ofMinutes(Long.parseLong(matcher.group(1)))
                : Duration.ofSeconds(Long.parseLong(matcher.group(1)));
    if (duration == null || !range.contains(duration)) {
      mistakes.add(
          mistake(
              setting,
              text,
              "give whole seconds or minutes from %ds to %dm"
                  .formatted(range.least().toSeconds(), range.most().toMinutes())));
      return null;
    }
    return duration;
  }

  private static String value(Map<String, String> environment, EnvironmentVariable setting) {
    String value = environment.get(setting.variable());
    return value == null || value.isBlank() ? setting.absent() : value.trim();
  }

  private static Set<String> names(String list) {
    Set<String> names = new TreeSet<>(Arrays.asList(list.split("[,\\s]+")));
    names.remove("");
    return names;
  }

  private static String mistake(EnvironmentVariable setting, String value, String remedy) {
    return setting.variable() + "=\"" + value + "\" cannot be used; " + remedy;
  }

  private static List<EnvironmentVariable> known(String name) {
    return Arrays.stream(EnvironmentVariable.values())
        .filter(s -> s.variable().equals(name))
        .toList();
  }

  private static String nearest(String name) {
    List<String> known =
        Arrays.stream(EnvironmentVariable.values()).map(EnvironmentVariable::variable).toList();
    return Suggestions.among(name, known).orElseThrow();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "sluice";
    }
  }
}
