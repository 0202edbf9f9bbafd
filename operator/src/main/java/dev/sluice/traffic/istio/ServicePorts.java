package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import dev.sluice.messages.BypassMessages;
import dev.sluice.traffic.Bypass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a Service Istio routes request by request. Connections to anything else are balanced over
 * all of its pods.
 */
final class ServicePorts {
  /**
   * Protocols of ports by name prefix or appProtocol (Istio, "Protocol Selection"). TLS that the
   * application ends itself is opaque to the proxies.
   */
  private static final Pattern ROUTED = Pattern.compile("(http|http2|grpc|grpc-web)(-.*)?");

  private static final Pattern ROUTED_PROTOCOL =
      Pattern.compile("(http|http2|grpc|grpc-web|kubernetes\\.io/(h2c|ws))");

  /** Namespaces that see a Service; everything is visible where there is no such annotation. */
  private static final String EXPORT_TO = "networking.istio.io/exportTo";

  private ServicePorts() {}

  /** Whether requests to a port are routed one by one. */
  static boolean isRouted(Map<String, Object> port) {
    String protocol = Unstructured.text(port, "appProtocol");
    return protocol.isEmpty()
        ? ROUTED.matcher(Unstructured.text(port, "name")).matches()
        : ROUTED_PROTOCOL.matcher(protocol).matches();
  }

  /** What of the Service's own traffic no weight divides. */
  static List<Bypass> bypasses(Map<String, Object> service) {
    String name = Unstructured.text(service, "metadata", "name");
    String object = "Service " + Unstructured.text(service, "metadata", "namespace") + "/" + name;
    return Stream.of(headless(service, object), hidden(service, object), ports(service, object))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Bypass> headless(Map<String, Object> service, String object) {
    return "None".equals(Unstructured.text(service, "spec", "clusterIP"))
        ? Optional.of(new Bypass(object, BypassMessages.headless(), BypassMessages.addClusterIp()))
        : Optional.empty();
  }

  private static Optional<Bypass> hidden(Map<String, Object> service, String object) {
    String visible = Unstructured.texts(service, "metadata", "annotations").get(EXPORT_TO);
    boolean everywhere =
        visible == null
            || Arrays.stream(visible.split(",")).map(String::strip).anyMatch("*"::equals);
    return everywhere
        ? Optional.empty()
        : Optional.of(
            new Bypass(
                object,
                BypassMessages.hidden(EXPORT_TO, visible),
                BypassMessages.removeAnnotation(EXPORT_TO)));
  }

  private static Optional<Bypass> ports(Map<String, Object> service, String object) {
    List<String> opaque =
        Unstructured.maps(service, "spec", "ports").stream()
            .filter(port -> !isRouted(port))
            .map(ServicePorts::describe)
            .toList();
    return opaque.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Bypass(object, BypassMessages.opaquePorts(opaque), BypassMessages.nameProtocol()));
  }

  private static String describe(Map<String, Object> port) {
    String name = Unstructured.text(port, "name");
    long number = Unstructured.number(port, 0, "port");
    return name.isEmpty() ? "" + number : number + " (" + name + ")";
  }
}
