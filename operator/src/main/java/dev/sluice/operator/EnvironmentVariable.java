package dev.sluice.operator;

/** Everything that can be configured: environment variables, each declared once. */
enum EnvironmentVariable {
  PROMETHEUS_URL(
      "SLUICE_PROMETHEUS_URL",
      "http://prometheus.istio-system.svc:9090",
      "Address of the Prometheus that scrapes the callers' sidecars."),
  PROMETHEUS_BEARER_TOKEN_FILE(
      "SLUICE_PROMETHEUS_BEARER_TOKEN_FILE",
      "",
      "Mounted file with the token that Prometheus wants. Each of these files is read anew when it changes."),
  PROMETHEUS_USERNAME_FILE(
      "SLUICE_PROMETHEUS_USERNAME_FILE",
      "",
      "Mounted file with the user name for basic authentication."),
  PROMETHEUS_PASSWORD_FILE(
      "SLUICE_PROMETHEUS_PASSWORD_FILE",
      "",
      "Mounted file with the password for basic authentication."),
  PROMETHEUS_CA_FILE(
      "SLUICE_PROMETHEUS_CA_FILE",
      "",
      "Mounted file with the certificates (PEM) that are trusted at Prometheus. Empty: the image's own."),
  PROMETHEUS_CERT_FILE(
      "SLUICE_PROMETHEUS_CERT_FILE",
      "",
      "Mounted file with the client certificate (PEM, with its chain) that Prometheus wants to see."),
  PROMETHEUS_KEY_FILE(
      "SLUICE_PROMETHEUS_KEY_FILE",
      "",
      "Mounted file with the key of that certificate (PEM, not encrypted)."),
  SAMPLING_STEP(
      "SLUICE_SAMPLING_STEP",
      "15s",
      "Length of a step of the sampling grid, 1s to 5m. At least the scrape interval of the callers' sidecars: a shorter one is refused once it is known."),
  SAMPLING_LAG(
      "SLUICE_SAMPLING_LAG",
      "1s",
      "How long after its end a step is asked for, 0s to 1m. At least the time that the longest scrape takes: samples carry the time at which their scrape began, and those that come later are not counted."),
  NAMESPACES(
      "SLUICE_NAMESPACES",
      "",
      "Namespaces to watch, separated by commas. Empty: all, which needs a ClusterRole."),
  LEASE_NAMESPACE(
      "SLUICE_LEASE_NAMESPACE",
      "",
      "Namespace of the Lease that says which of several Sluices acts. Empty: there is only one, and no Lease."),
  LEASE_NAME("SLUICE_LEASE_NAME", "sluice", "Name of that Lease."),
  POD_NAME("POD_NAME", "", "Who holds the Lease and sends the events. Empty: the host's name."),
  PAUSE_POLICY(
      "SLUICE_PAUSE_POLICY",
      "sluice-pause-on-change",
      "Name of the MutatingAdmissionPolicy that pauses a Deployment when it changes, and of its binding."),
  SERVICE_ACCOUNT(
      "SLUICE_SERVICE_ACCOUNT",
      "",
      "User name that Sluice has at the API server. The admission policy must exempt it; empty: that is not checked."),
  HTTP_PORT(
      "SLUICE_HTTP_PORT",
      "8080",
      "Port of /healthz, /readyz and /metrics, 0 to 65535. 0: any that is free."),
  LOG_LEVEL("SLUICE_LOG_LEVEL", "info", "One of error, warn, info, debug.");

  private final String variable;
  private final String absent;
  private final String description;

  EnvironmentVariable(String variable, String absent, String description) {
    this.variable = variable;
    this.absent = absent;
    this.description = description;
  }

  String variable() {
    return variable;
  }

  /** The value when the variable is not set. */
  String absent() {
    return absent;
  }

  String description() {
    return description;
  }
}
