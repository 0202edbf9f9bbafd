package dev.sluice.lab.host;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The addresses of the lab, all inside one /16.
 *
 * @param block the first two numbers of the /16, for example {@code 10.210}
 */
public record AddressPlan(String block) {
  private static final Pattern BLOCK = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

  public AddressPlan {
    var matcher = BLOCK.matcher(block);
    if (!matcher.matches()
        || Integer.parseInt(matcher.group(1)) > 223
        || Integer.parseInt(matcher.group(2)) > 255) {
      throw new IllegalArgumentException(
          "network block \"" + block + "\" is not the start of an IPv4 /16; write it like 10.210");
    }
  }

  /** The whole range of the lab. */
  public String cidr() {
    return block + ".0.0/16";
  }

  /** The host's end of the link into the lab. */
  public String hostAddress() {
    return block + ".0.1";
  }

  /** The lab's end of the link to the host. */
  public String linkAddress() {
    return block + ".0.2";
  }

  public String linkCidr() {
    return block + ".0.0/30";
  }

  /** Where every host process of the lab listens, and the address of its only node. */
  public String nodeAddress() {
    return block + ".1.1";
  }

  public String nodeCidr() {
    return block + ".1.0/24";
  }

  public String serviceCidr() {
    return block + ".16.0/20";
  }

  /** ClusterIP of the Service default/kubernetes: the first of the range. */
  public String kubernetesServiceAddress() {
    return block + ".16.1";
  }

  /** ClusterIP of the Service kube-system/kube-dns. */
  public String dnsServiceAddress() {
    return block + ".16.10";
  }

  public String podCidr() {
    return block + ".32.0/20";
  }

  /** Ranges that the host routes into the lab. Nothing else is routed in either direction. */
  public List<String> routedCidrs() {
    return List.of(nodeCidr(), serviceCidr(), podCidr());
  }
}
