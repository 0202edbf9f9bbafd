package dev.sluice.cli;

import dev.sluice.metrics.prometheus.PlaintextQueries;
import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.CredentialFile;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.operator.OperatorConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of {@code run}. They are read as text, so that all mistakes are reported together.
 */
final class OperatorOptions {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,4})([sm])");
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--prometheus-url",
      paramLabel = "URL",
      defaultValue = "http://prometheus.istio-system.svc:9090",
      description = "Address of the Prometheus server that scrapes the callers' sidecars.")
  private String prometheusUrl;

  @Option(
      names = "--prometheus-bearer-token-file",
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Mounted file with the bearer token for Prometheus. Each of these files is read again when it changes.")
  private String bearerTokenFile;

  @Option(
      names = "--prometheus-username-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Mounted file with the user name for basic authentication.")
  private String usernameFile;

  @Option(
      names = "--prometheus-password-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Mounted file with the password for basic authentication.")
  private String passwordFile;

  @Option(
      names = "--prometheus-ca-file",
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Mounted file with the CA certificates (PEM) to trust for Prometheus. Empty: those of the image.")
  private String caFile;

  @Option(
      names = "--prometheus-cert-file",
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "Mounted file with the client certificate for Prometheus (PEM, with its chain).")
  private String certFile;

  @Option(
      names = "--prometheus-key-file",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Mounted file with the key of the client certificate (PEM, not encrypted).")
  private String keyFile;

  @Option(
      names = "--sampling-step",
      paramLabel = "DURATION",
      defaultValue = "15s",
      description =
          "Step of the sampling grid, 1s to 5m. Must not be shorter than the scrape interval of the callers' sidecars.")
  private String samplingStep;

  @Option(
      names = "--sampling-lag",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "Time from the end of a step to its query, 0s to 1m. Must not be shorter than the longest scrape: later samples are not counted.")
  private String samplingLag;

  @Option(
      names = "--plaintext-window",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description =
          "Time without plaintext requests after which mutual TLS becomes Strict, 30s to 1440m. Longer than the pause between two calls of the rarest caller.")
  private String plaintextWindow;

  @Option(
      names = "--namespaces",
      paramLabel = "NAMES",
      defaultValue = "",
      description =
          "Namespaces to watch, separated by commas. Empty: all, which needs a ClusterRole.")
  private String namespaces;

  @Option(
      names = "--istio-root-namespace",
      paramLabel = "NAME",
      defaultValue = "istio-system",
      description =
          "Root namespace of Istio. Its PeerAuthentication without a selector holds for the whole mesh.")
  private String rootNamespace;

  @Option(
      names = "--rate-limit",
      paramLabel = "BOOLEAN",
      defaultValue = "false",
      description =
          "Whether CanaryReleases may have traffic.rateLimit: true or false. It needs the right to write EnvoyFilters.")
  private String rateLimit;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Namespace of the Lease for leader election. Empty: no leader election.")
  private String leaseNamespace;

  @Option(
      names = "--lease-name",
      paramLabel = "NAME",
      defaultValue = "sluice",
      description = "Name of the Lease.")
  private String leaseName;

  @Option(
      names = "--pod-name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Identity of this process for the Lease and events. Empty: the host name.")
  private String podName;

  @Option(
      names = "--pause-policy",
      paramLabel = "NAME",
      defaultValue = "sluice-pause-on-change",
      description =
          "Name of the MutatingAdmissionPolicy that pauses a Deployment when its template changes, and of its binding.")
  private String pausePolicy;

  @Option(
      names = "--service-account",
      paramLabel = "USER",
      defaultValue = "",
      description =
          "User name of the operator at the API server, which the admission policy must exempt. Empty: not checked.")
  private String serviceAccount;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of /healthz, /readyz and /metrics, 0 to 65535. 0: any free port.")
  private String httpPort;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "One of error, warn, info, debug.")
  private String logLevel;

  /** The options cannot be used; the message has one line for each mistake. */
  static final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidConfigException(List<String> mistakes) {
      super(String.join("\n", mistakes));
    }
  }

  /**
   * The configuration.
   *
   * @param environment where the defaults came from: variables in it may be mistyped
   * @throws InvalidConfigException if a variable is unknown or a value cannot be used
   */
  OperatorConfig read(EnvironmentDefaults environment) throws InvalidConfigException {
    List<String> mistakes = new ArrayList<>(environment.unknownVariables(command));
    URI prometheus = prometheus(mistakes);
    Credentials credentials =
        new Credentials(
            file("--prometheus-bearer-token-file", bearerTokenFile),
            file("--prometheus-username-file", usernameFile),
            file("--prometheus-password-file", passwordFile),
            file("--prometheus-ca-file", caFile),
            file("--prometheus-cert-file", certFile),
            file("--prometheus-key-file", keyFile));
    if (prometheus != null) {
      mistakes.addAll(credentials.contradictions(prometheus));
    }
    Duration step = duration("--sampling-step", samplingStep, SamplingGrid.STEP, mistakes);
    Duration lag = duration("--sampling-lag", samplingLag, SamplingGrid.LAG, mistakes);
    Duration window =
        duration("--plaintext-window", plaintextWindow, PlaintextQueries.WINDOW, mistakes);
    int port = httpPort.matches("[0-9]{1,5}") ? Integer.parseInt(httpPort) : -1;
    if (port < 0 || port > 65535) {
      mistakes.add(mistake("--http-port", httpPort, "use a number from 0 to 65535"));
    }
    String level = logLevel.toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      mistakes.add(mistake("--log-level", logLevel, "use one of error, warn, info, debug"));
    }
    if (!rateLimit.matches("true|false")) {
      mistakes.add(mistake("--rate-limit", rateLimit, "use true or false"));
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidConfigException(mistakes);
    }
    return new OperatorConfig(
        prometheus,
        credentials,
        new SamplingGrid(step, lag),
        window,
        names(namespaces),
        rootNamespace,
        Boolean.parseBoolean(rateLimit),
        leaseNamespace,
        leaseName,
        podName.isEmpty() ? hostName() : podName,
        pausePolicy,
        serviceAccount,
        port,
        level);
  }

  /** Null if the address is a mistake. */
  private URI prometheus(List<String> mistakes) {
    String remedy = "use an address such as http://prometheus.istio-system.svc:9090";
    URI server;
    try {
      server = URI.create(prometheusUrl);
    } catch (IllegalArgumentException e) {
      // The text before an @ may be a password.
      mistakes.add(mistake("--prometheus-url", prometheusUrl.replaceAll(".*@", "…@"), remedy));
      return null;
    }
    if (server.getRawUserInfo() != null) {
      mistakes.add(
          "%s contains a user name or password; mount them and set %s and %s"
              .formatted(
                  setting("--prometheus-url"),
                  setting("--prometheus-username-file"),
                  setting("--prometheus-password-file")));
      return null;
    }
    if (server.getHost() == null || !Set.of("http", "https").contains(server.getScheme())) {
      mistakes.add(mistake("--prometheus-url", prometheusUrl, remedy));
      return null;
    }
    return server;
  }

  private Optional<CredentialFile> file(String option, String path) {
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new CredentialFile(setting(option), Path.of(path)));
  }

  /** Null if the text is a mistake. */
  private Duration duration(
      String option, String text, SamplingGrid.DurationRange range, List<String> mistakes) {
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
              option,
              text,
              "use whole seconds or minutes from %ds to %dm"
                  .formatted(range.least().toSeconds(), range.most().toMinutes())));
      return null;
    }
    return duration;
  }

  /** Names of a list that is separated by commas or spaces. */
  static Set<String> names(String list) {
    Set<String> names = new TreeSet<>(Arrays.asList(list.split("[,\\s]+")));
    names.remove("");
    return names;
  }

  private String mistake(String option, String value, String remedy) {
    return "%s=\"%s\" cannot be used; %s".formatted(setting(option), value, remedy);
  }

  /** The option's variable: the chart sets variables, and messages name what a person edits. */
  private String setting(String option) {
    OptionSpec spec = command.findOption(option);
    return EnvironmentDefaults.variable(spec);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "sluice";
    }
  }
}
