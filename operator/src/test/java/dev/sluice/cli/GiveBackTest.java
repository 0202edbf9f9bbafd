package dev.sluice.cli;

import static dev.sluice.cli.UninstallTextTest.release;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GiveBackTest {
  private final ManagedRelease cart = release("shop", "cart");
  private final ManagedRelease users = release("shop", "users");

  @Test
  void nothingIsFinishedAtOnce() {
    assertThat(new GiveBack(List.of()).isFinished()).isTrue();
    assertThat(new GiveBack(List.of()).remaining()).isEmpty();
  }

  @Test
  void eachIsReportedOnceWhenItIsGone() {
    GiveBack giveBack = new GiveBack(List.of(cart, users));
    assertThat(giveBack.observe(List.of(cart, users))).isEmpty();
    assertThat(giveBack.observe(List.of(users))).containsExactly(cart);
    assertThat(giveBack.isFinished()).isFalse();
    assertThat(giveBack.observe(List.of())).containsExactly(users);
    assertThat(giveBack.isFinished()).isTrue();
    assertThat(giveBack.remaining()).isEmpty();
  }

  @Test
  void aRejectedDeletionIsNotAwaited() {
    GiveBack giveBack = new GiveBack(List.of(cart, users));
    giveBack.rejected(cart, "forbidden");
    assertThat(giveBack.observe(List.of(cart))).containsExactly(users);
    assertThat(giveBack.isFinished()).isTrue();
    assertThat(giveBack.remaining())
        .containsExactly(new RemainingRelease(cart, "deletion was rejected: forbidden"));
  }

  @Test
  void oneOfTheSameNameThatIsCreatedMeanwhileIsLeftAlone() {
    GiveBack giveBack = new GiveBack(List.of(users));
    ManagedRelease again = new ManagedRelease("shop", "users", "another", false, "", "");
    assertThat(giveBack.observe(List.of(again))).containsExactly(users);
    assertThat(giveBack.isFinished()).isTrue();
    assertThat(giveBack.remaining())
        .containsExactly(new RemainingRelease(again, UninstallText.createdMeanwhile()));
  }
}
