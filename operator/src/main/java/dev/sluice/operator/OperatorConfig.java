package dev.sluice.operator;

import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * The operator's configuration, read and checked.
 *
 * @param prometheus address of the Prometheus server
 * @param credentials for Prometheus
 * @param grid of the sampler
 * @param plaintextWindow how long no plaintext request must have come before mutual TLS is strict
 * @param namespaces to watch; empty for all
 * @param rootNamespace of Istio: its policies hold for the whole mesh
 * @param rateLimit whether rate limits may be used, for which EnvoyFilters are written
 * @param leaseNamespace empty for no leader election
 * @param instance identity of this process: holder of the Lease, reporting instance of events
 * @param pausePolicy name of the MutatingAdmissionPolicy that pauses Deployments
 * @param user user name of the operator at the API server; empty if unknown
 * @param httpPort 0 for any free port
 * @param logLevel error, warn, info or debug
 */
public record OperatorConfig(
    URI prometheus,
    Credentials credentials,
    SamplingGrid grid,
    Duration plaintextWindow,
    Set<String> namespaces,
    String rootNamespace,
    boolean rateLimit,
    String leaseNamespace,
    String leaseName,
    String instance,
    String pausePolicy,
    String user,
    int httpPort,
    String logLevel) {}
