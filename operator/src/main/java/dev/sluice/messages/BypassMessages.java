package dev.sluice.messages;

import java.util.List;

/** What leads around the route, and what closes the path. */
public final class BypassMessages {
  private static final int MOST_NAMES = 3;

  private BypassMessages() {}

  /** Of a rule whose requests keep the subsets' names, at a gateway, or not at all. */
  public static String route(boolean gateway, String service) {
    return gateway
        ? "sends requests from a gateway to host \"%s\" without its weights".formatted(service)
        : "sends requests for other hosts to host \"%s\" without its weights".formatted(service);
  }

  /** The subset exists from adoption on. */
  public static String closeRoute(boolean gateway, String service) {
    return gateway
        ? "set \"subset: stable\" in its destination once Sluice manages the Service"
        : "have its callers use host \"%s\" instead".formatted(service);
  }

  public static String entry(String service) {
    return "sends requests to the pods of Service \"%s\" without its weights".formatted(service);
  }

  public static String closeEntry() {
    return "remove that backend from it";
  }

  public static String otherService(String service, List<String> ports) {
    return "selects the pods of Service \"%s\" and reaches their port %s without its weights"
        .formatted(service, some(ports));
  }

  public static String closeOtherService(String service) {
    return "have its callers use Service \"%s\", or narrow its selector".formatted(service);
  }

  public static String otherPods(String deployment, List<String> pods) {
    return "has endpoints that are neither of Deployment \"%s\" nor of its canary: %s"
        .formatted(deployment, some(pods));
  }

  public static String closeOtherPods() {
    return "change the labels of those pods, or the Service's selector";
  }

  public static String headless() {
    return "is headless, so that callers connect to a pod of their own choice";
  }

  public static String addClusterIp() {
    return "create it again with a cluster IP";
  }

  public static String hidden(String annotation, String value) {
    return "is hidden from callers in other namespaces by the annotation %s=%s, who reach pods of any version"
        .formatted(annotation, value);
  }

  public static String removeAnnotation(String annotation) {
    return "remove the annotation " + annotation;
  }

  public static String opaquePorts(List<String> ports) {
    return "has the port %s, whose connections reach pods of any version".formatted(some(ports));
  }

  public static String nameProtocol() {
    return "set appProtocol to http, http2 or grpc if the port has that protocol, or move it to"
        + " another Service";
  }

  /** The first names of a list: a message must fit into a condition. */
  private static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() <= MOST_NAMES
        ? first
        : "%s and %d more".formatted(first, names.size() - MOST_NAMES);
  }

  /** Several paths, as a condition has them. */
  public static String all(List<String> paths, int more) {
    String known = String.join(". ", paths);
    String rest = more == 0 ? "" : ". %d more".formatted(more);
    return known + rest + ". To release with these paths, set spec.traffic.bypass to Accept";
  }

  /** Several paths that the spec accepts. */
  public static String accepted(List<String> paths, int more) {
    return String.join(". ", paths) + (more == 0 ? "" : ". %d more".formatted(more));
  }

  /** A release that has passed no step ends. */
  public static String withdrawn(String version, String path) {
    return "%s was withdrawn before its first step passed, because requests could reach it by another path: %s"
        .formatted(version, path);
  }
}
