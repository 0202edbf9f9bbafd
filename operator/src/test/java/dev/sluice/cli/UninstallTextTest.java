package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a person reads whose uninstallation is refused. */
class UninstallTextTest {
  private static final HelmRelease HELM = new HelmRelease("sluice-system", "sluice", 3);

  @Test
  void aRefusalNamesThemAndBothRemedies() {
    assertThat(
            UninstallText.refused(
                List.of(release("shop", "cart"), release("shop", "users")),
                true,
                Optional.of(HELM)))
        .isEqualTo(
            """
            error: 2 CanaryReleases exist: shop/cart, shop/users. Without Sluice, nothing removes their routes and finalizers.
            Delete them; kubectl waits until Sluice has removed its objects in order:
              kubectl delete canaryreleases --all --all-namespaces
              helm -n sluice-system uninstall sluice
            Or let helm uninstall delete them:
              helm -n sluice-system rollback sluice 3
              helm -n sluice-system upgrade sluice CHART --reuse-values --set uninstall.giveBack=true
              helm -n sluice-system uninstall sluice""");
  }

  @Test
  void withoutHelmTheCommandIsTheOtherRemedy() {
    assertThat(
            UninstallText.refused(List.of(release("shop", "users")), false, Optional.empty())
                .lines())
        .containsExactly(
            "error: 1 CanaryRelease exists: shop/users. Without Sluice, nothing removes their routes"
                + " and finalizers.",
            "Delete them; kubectl waits until Sluice has removed its objects in order:",
            "  kubectl -n shop delete canaryreleases --all",
            "Or run sluice prepare-uninstall --give-back, which does the same.");
  }

  @Test
  void onlyTheNamespacesOfTheInstallationAreEmptied() {
    assertThat(
            UninstallText.refused(
                List.of(release("pay", "card"), release("shop", "users")), false, Optional.empty()))
        .contains("kubectl -n NAMESPACE delete canaryreleases --all   # in each namespace")
        .doesNotContain("--all-namespaces");
  }

  @Test
  void aLongListFitsIntoATerminationMessage() {
    List<ManagedRelease> short23 =
        IntStream.range(0, 23).mapToObj(i -> release("shop", "users-" + i)).toList();
    assertThat(UninstallText.refused(short23, true, Optional.of(HELM)))
        .startsWith("error: 23 CanaryReleases exist: shop/users-0, ")
        .contains(", shop/users-19 and 3 more. ");
    List<ManagedRelease> long100 =
        IntStream.range(0, 100)
            .mapToObj(i -> release("n".repeat(63), "r".repeat(60) + i % 10))
            .toList();
    String message = UninstallText.refused(long100, true, Optional.of(HELM));
    assertThat(message.getBytes(StandardCharsets.UTF_8).length).isLessThan(2048);
    assertThat(message).contains(" and 92 more. ");
  }

  @Test
  void whatIsLeftIsNamedWithItsStatus() {
    ManagedRelease users =
        new ManagedRelease("shop", "users", "u", true, "RollingBack", "Rolling back 1.5.0");
    ManagedRelease cart = release("shop", "cart");
    assertThat(
            UninstallText.unfinished(
                List.of(
                    new RemainingRelease(cart, UninstallText.progress(cart)),
                    new RemainingRelease(users, UninstallText.progress(users))),
                Duration.ofMinutes(4),
                Optional.of(false),
                Optional.of(HELM)))
        .isEqualTo(
            """
            error: after 4m, 2 CanaryReleases exist:
              shop/cart: not observed by an operator
              shop/users: RollingBack, Rolling back 1.5.0
            No operator is running to remove Sluice from them: start it first.
            Those that are being deleted continue. To wait again: helm -n sluice-system uninstall sluice""");
  }

  @Test
  void anOperatorThatRunsOrIsNotKnownIsNotMentioned() {
    List<RemainingRelease> left = List.of(new RemainingRelease(release("shop", "users"), "?"));
    for (Optional<Boolean> runs : List.of(Optional.of(true), Optional.<Boolean>empty())) {
      assertThat(UninstallText.unfinished(left, Duration.ZERO, runs, Optional.empty()))
          .doesNotContain("No operator")
          .endsWith("To wait again: sluice prepare-uninstall --give-back");
    }
  }

  static ManagedRelease release(String namespace, String name) {
    return new ManagedRelease(namespace, name, namespace + name, false, "", "");
  }
}
