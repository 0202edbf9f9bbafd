package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ_WRITE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLocksProvider.Lock;

class SharedPartsTest {
  @SluiceTest
  private static final class Ordinary {}

  @SluiceTest(operator = Sharing.BREAKS)
  private static final class Killer {}

  @SluiceTest(operator = Sharing.TOLERATES, prometheus = Sharing.BREAKS)
  private static final class Outage {}

  @Test
  void byDefaultATestNeedsBothParts() {
    assertThat(new SharedParts().provideForClass(Ordinary.class))
        .containsExactlyInAnyOrder(new Lock("operator", READ), new Lock("prometheus", READ));
  }

  @Test
  void aTestThatBreaksAPartExcludesTheOthersThatUseIt() {
    assertThat(new SharedParts().provideForClass(Killer.class))
        .containsExactlyInAnyOrder(new Lock("operator", READ_WRITE), new Lock("prometheus", READ));
  }

  @Test
  void aTestThatToleratesABrokenPartTakesNoLockOnIt() {
    assertThat(new SharedParts().provideForClass(Outage.class))
        .containsExactly(new Lock("prometheus", READ_WRITE));
  }
}
