package dev.sluice.lab.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The lab's own network: a namespace with a bridge that carries the node address, and one veth link
 * to the host. There is no default route and no address translation towards the host, so nothing in
 * the lab can reach anything outside; the host reaches the lab by explicit routes over the link.
 */
public final class NetworkNamespace {
  public static final String NAME = "sluice-lab";

  /** The host's end of the link. */
  public static final String HOST_LINK = "sluice-lab0";

  static final String LAB_LINK = "host0";
  static final String NODE_BRIDGE = "node0";
  private static final Path FILE = Path.of("/run/netns", NAME);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AddressPlan addresses;

  public NetworkNamespace(AddressPlan addresses) {
    this.addresses = addresses;
  }

  /** Makes whatever of the network is missing. */
  public void create() {
    if (!exists()) {
      Shell.must("ip", "netns", "add", NAME);
    }
    inside("ip", "link", "set", "lo", "up");
    if (!insideOk("ip", "link", "show", NODE_BRIDGE)) {
      inside("ip", "link", "add", NODE_BRIDGE, "type", "bridge");
    }
    inside("ip", "address", "replace", addresses.nodeAddress() + "/24", "dev", NODE_BRIDGE);
    inside("ip", "link", "set", NODE_BRIDGE, "up");
    // Without this route a ClusterIP is unreachable from the node: nothing owns the range.
    inside("ip", "route", "replace", addresses.serviceCidr(), "dev", NODE_BRIDGE);
    // Pods on one bridge reach each other's Services only if their frames pass the packet filter.
    inside(
        "sh",
        "-c",
        "cd /proc/sys/net && echo 1 >ipv4/ip_forward && echo 1 >bridge/bridge-nf-call-iptables");
    link();
  }

  private void link() {
    boolean both =
        Shell.run(LIMIT, List.of("ip", "link", "show", HOST_LINK)).ok()
            && insideOk("ip", "link", "show", LAB_LINK);
    if (!both) {
      Shell.run(LIMIT, List.of("ip", "link", "delete", HOST_LINK));
      Shell.must(
          "ip", "link", "add", HOST_LINK, "type", "veth", "peer", "name", LAB_LINK, "netns", NAME);
    }
    Shell.must("ip", "address", "replace", addresses.hostAddress() + "/30", "dev", HOST_LINK);
    Shell.must("ip", "link", "set", HOST_LINK, "up");
    inside("ip", "address", "replace", addresses.linkAddress() + "/30", "dev", LAB_LINK);
    inside("ip", "link", "set", LAB_LINK, "up");
    for (String cidr : addresses.routedCidrs()) {
      Shell.must("ip", "route", "replace", cidr, "via", addresses.linkAddress(), "dev", HOST_LINK);
    }
  }

  /** Takes the namespace and the link away; the processes in it must be gone already. */
  public void delete() {
    Shell.run(LIMIT, List.of("ip", "link", "delete", HOST_LINK));
    if (exists()) {
      Shell.must("ip", "netns", "delete", NAME);
    }
  }

  public boolean exists() {
    return Files.exists(FILE);
  }

  /**
   * The words before a command that make it run inside. It keeps the host's mounts: {@code ip netns
   * exec} would remount /sys and hide the cgroups from the kubelet.
   */
  public static List<String> entry() {
    return List.of("nsenter", "--net=" + FILE, "--");
  }

  private static void inside(String... command) {
    Shell.must(LIMIT, prefixed(command));
  }

  private static boolean insideOk(String... command) {
    return Shell.run(LIMIT, prefixed(command)).ok();
  }

  private static List<String> prefixed(String... command) {
    List<String> all = new ArrayList<>(entry());
    all.addAll(List.of(command));
    return all;
  }
}
