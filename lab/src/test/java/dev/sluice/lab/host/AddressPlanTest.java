package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPlanTest {
  private final AddressPlan plan = new AddressPlan("10.77");

  @Test
  void everythingIsInsideTheBlock() {
    assertThat(
            Stream.of(
                plan.hostAddress(),
                plan.linkAddress(),
                plan.linkCidr(),
                plan.nodeAddress(),
                plan.nodeCidr(),
                plan.serviceCidr(),
                plan.podCidr(),
                plan.dnsServiceAddress()))
        .allMatch(address -> address.startsWith("10.77."));
  }

  @Test
  void theFixedClusterAddressesAreInTheServiceRange() {
    long first = number("10.77.16.0");
    assertThat(plan.serviceCidr()).isEqualTo("10.77.16.0/20");
    for (String address :
        new String[] {plan.kubernetesServiceAddress(), plan.dnsServiceAddress()}) {
      assertThat(number(address)).isBetween(first + 1, first + 4095);
    }
    assertThat(plan.kubernetesServiceAddress()).isEqualTo("10.77.16.1");
  }

  @Test
  void theHostRoutesNodeServicesAndPodsAndNoMore() {
    assertThat(plan.routedCidrs())
        .containsExactly("10.77.1.0/24", "10.77.16.0/20", "10.77.32.0/20");
  }

  @Test
  void aRouteOfTheHostInsideTheBlockIsForeignUnlessItIsTheLabsOwn() {
    String own = "10.77.0.0/30 dev lab0 proto kernel scope link src 10.77.0.1 \n";
    assertThat(NetworkNamespace.foreignRoute(own, "lab0")).isEmpty();
    assertThat(NetworkNamespace.foreignRoute("", "lab0")).isEmpty();
    assertThat(NetworkNamespace.foreignRoute(own + "10.77.8.0/24 via 10.1.1.1 dev tun0\n", "lab0"))
        .contains("10.77.8.0/24 via 10.1.1.1 dev tun0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10.256", "10.1.2", "300.1", "a.b", "224.1"})
  void anInvalidBlockIsRejectedWithItsValue(String block) {
    assertThatThrownBy(() -> new AddressPlan(block))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + block + "\"")
        .hasMessageContaining("10.210");
  }

  private static long number(String address) {
    long number = 0;
    for (String part : address.split("\\.", -1)) {
      number = number * 256 + Integer.parseInt(part);
    }
    return number;
  }
}
