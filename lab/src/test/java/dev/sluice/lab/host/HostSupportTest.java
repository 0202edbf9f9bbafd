package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostSupportTest {
  @Test
  void rootOnLinuxIsEnough() {
    assertThat(HostSupport.obstacle("Linux", 0)).isEmpty();
  }

  @Test
  void otherSystemsAndUsersHaveARemedy() {
    assertThat(HostSupport.obstacle("Mac OS X", 0).orElseThrow())
        .contains("Mac OS X")
        .contains("Linux virtual machine");
    assertThat(HostSupport.obstacle("Linux", 1000).orElseThrow()).contains("1000").contains("sudo");
  }
}
