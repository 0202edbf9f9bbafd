package dev.sluice.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** What the analysis may know. */
@AnalyzeClasses(
    packages = {"dev.sluice.analysis", "dev.sluice.messages"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

  @ArchTest
  static final ArchRule the_statistics_know_nothing_of_releases =
      classes()
          .that()
          .resideInAPackage("dev.sluice.analysis.evidence..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.sluice.analysis.evidence..", "java.lang..", "java.util..");

  @ArchTest
  static final ArchRule the_analysis_knows_only_statistics_and_messages =
      classes()
          .that()
          .resideInAPackage("dev.sluice.analysis..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.analysis..",
              "dev.sluice.messages..",
              "java.lang..",
              "java.util..",
              "java.time..");

  @ArchTest
  static final ArchRule messages_are_made_from_numbers_and_strings =
      classes()
          .that()
          .resideInAPackage("dev.sluice.messages..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.sluice.messages..", "java.lang..", "java.util..", "java.math..");

  @ArchTest
  static final ArchRule no_two_files_need_each_other =
      slices().assignedFrom(new Files()).should().beFreeOfCycles();

  /** A file is a top-level type with all that is nested in it. */
  private static final class Files implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      JavaClass file = type;
      while (file.getEnclosingClass().isPresent()) {
        file = file.getEnclosingClass().get();
      }
      return SliceIdentifier.of(file.getName());
    }

    @Override
    public String getDescription() {
      return "files";
    }
  }
}
