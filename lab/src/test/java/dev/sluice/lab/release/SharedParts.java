package dev.sluice.lab.release;

import dev.sluice.lab.junit.MeshTest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Prevents tests that break the operator or Prometheus from running with tests that need them. */
public final class SharedParts implements ResourceLocksProvider {
  @Override
  public Set<Lock> provideForClass(Class<?> testClass) {
    SluiceTest test = testClass.getAnnotation(SluiceTest.class);
    Set<Lock> locks = new HashSet<>();
    add("operator", test.operator(), locks);
    add(MeshTest.PROMETHEUS, test.prometheus(), locks);
    return locks;
  }

  private static void add(String part, Sharing sharing, Set<Lock> locks) {
    switch (sharing) {
      case NEEDS -> locks.add(new Lock(part, ResourceAccessMode.READ));
      case BREAKS -> locks.add(new Lock(part, ResourceAccessMode.READ_WRITE));
      case TOLERATES -> {
        // No lock: any state of the part will do.
      }
    }
  }
}
