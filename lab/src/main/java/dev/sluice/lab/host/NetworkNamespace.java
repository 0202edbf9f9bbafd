package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lab's own network: a namespace with a bridge that carries the node address, and one veth link
 * to the host. There is no default route and no NAT, so nothing in the lab can reach the outside.
 * The host reaches the lab by explicit routes over the link.
 */
public final class NetworkNamespace {
  static final String LAB_LINK = "host0";
  static final String NODE_BRIDGE = "node0";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final AddressPlan addresses;

  /**
   * @param name of the namespace; the host's end of the link has the same name with a 0 appended
   */
  public NetworkNamespace(String name, AddressPlan addresses) {
    this.name = name;
    this.addresses = addresses;
  }

  /**
   * Creates what is missing.
   *
   * @throws LabException if the host uses the lab's addresses for something else
   */
  public void create() {
    foreignRoute(Shell.must("ip", "-4", "route", "show", "root", addresses.cidr()), hostLink())
        .ifPresent(
            route -> {
              throw new LabException(
                  "network",
                  "the host already routes addresses of " + addresses.cidr() + ": " + route,
                  "set SLUICE_LAB_NETWORK to the first two numbers of a free /16, such as 10.99");
            });
    if (!exists()) {
      Shell.must("ip", "netns", "add", name);
    }
    inside("ip", "link", "set", "lo", "up");
    if (!insideOk("ip", "link", "show", NODE_BRIDGE)) {
      inside("ip", "link", "add", NODE_BRIDGE, "type", "bridge");
    }
    inside("ip", "address", "replace", addresses.nodeAddress() + "/24", "dev", NODE_BRIDGE);
    inside("ip", "link", "set", NODE_BRIDGE, "up");
    // No interface owns the range, so that a ClusterIP needs this route to be reachable from the
    // node.
    inside("ip", "route", "replace", addresses.serviceCidr(), "dev", NODE_BRIDGE);
    // Pods on the same bridge reach Services only if bridged frames pass iptables.
    inside(
        "sh",
        "-c",
        "cd /proc/sys/net && echo 1 >ipv4/ip_forward && echo 1 >bridge/bridge-nf-call-iptables");
    link();
  }

  /** The first route inside the lab's block that is not the lab's own. */
  static Optional<String> foreignRoute(String routes, String ownLink) {
    return routes
        .lines()
        .map(String::strip)
        .filter(route -> !route.isEmpty() && !(route + " ").contains(" dev " + ownLink + " "))
        .findFirst();
  }

  private void link() {
    boolean both =
        Shell.run(LIMIT, List.of("ip", "link", "show", hostLink())).ok()
            && insideOk("ip", "link", "show", LAB_LINK);
    if (!both) {
      Shell.run(LIMIT, List.of("ip", "link", "delete", hostLink()));
      Shell.must(
          "ip", "link", "add", hostLink(), "type", "veth", "peer", "name", LAB_LINK, "netns", name);
    }
    Shell.must("ip", "address", "replace", addresses.hostAddress() + "/30", "dev", hostLink());
    Shell.must("ip", "link", "set", hostLink(), "up");
    inside("ip", "address", "replace", addresses.linkAddress() + "/30", "dev", LAB_LINK);
    inside("ip", "link", "set", LAB_LINK, "up");
    for (String cidr : addresses.routedCidrs()) {
      Shell.must("ip", "route", "replace", cidr, "via", addresses.linkAddress(), "dev", hostLink());
    }
  }

  /** Deletes the namespace and the link. Its processes must have ended. */
  public void delete() {
    Shell.run(LIMIT, List.of("ip", "link", "delete", hostLink()));
    if (exists()) {
      Shell.must("ip", "netns", "delete", name);
    }
  }

  private String hostLink() {
    return name + "0";
  }

  private Path file() {
    return Path.of("/run/netns", name);
  }

  public boolean exists() {
    return Files.exists(file());
  }

  /**
   * The command prefix that runs a command in the namespace with the host's mounts. {@code ip netns
   * exec} would remount /sys and hide the cgroups from the kubelet.
   */
  public List<String> entry() {
    return List.of("nsenter", "--net=" + file(), "--");
  }

  private void inside(String... command) {
    Shell.must(LIMIT, prefixed(command));
  }

  private boolean insideOk(String... command) {
    return Shell.run(LIMIT, prefixed(command)).ok();
  }

  private List<String> prefixed(String... command) {
    List<String> all = new ArrayList<>(entry());
    all.addAll(List.of(command));
    return all;
  }
}
