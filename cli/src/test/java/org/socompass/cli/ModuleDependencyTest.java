package org.socompass.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may depend on what, and who may print and exit. */
final class ModuleDependencyTest {
  private static final String ROOT = "org.socompass.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.socompass");

  @ParameterizedTest(name = "{0} depends on {1} only")
  @CsvSource({
    "input, ''",
    "hardware, input",
    "operator, hardware input",
    "mapper, operator hardware input",
    "cost, hardware input",
    "llm, operator hardware input",
    "inference, mapper operator cost llm hardware input",
    "evaluation, inference mapper operator cost llm hardware input",
    "dse, evaluation inference mapper operator cost llm hardware input",
    "report, evaluation inference mapper operator cost llm hardware input",
    "selection, inference mapper operator cost llm hardware input",
    "validation, inference mapper operator cost llm hardware input",
    "calibration, validation inference mapper operator cost llm hardware input"
  })
  void dependsOnlyOn(String layer, String allowed) {
    String[] own = {ROOT + layer + ".."};
    String[] others =
        allowed.isEmpty()
            ? new String[0]
            : Arrays.stream(allowed.split(" ", -1))
                .map(a -> ROOT + a + "..")
                .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(own[0])
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.socompass..")
                .and(DescribedPredicate.not(resideInAnyPackage(own)))
                .and(DescribedPredicate.not(resideInAnyPackage(others))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void graphsKnowShapesNotCosts() {
    noClasses()
        .that()
        .resideInAPackage("org.socompass.llm..")
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<JavaClass>("cost models") {
              @Override
              public boolean test(JavaClass type) {
                return type.getPackageName().startsWith("org.socompass.operator")
                    && (type.getSimpleName().endsWith("Model")
                        || type.getSimpleName().endsWith("Cost"));
              }
            })
        .check(CLASSES);
  }

  @Test
  void nothingButTheCommandPrintsExitsOrReadsArguments() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheSelectorKnowsTribuo() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.selection..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tribuo..", "com.oracle.labs..")
        .check(CLASSES);
  }

  @Test
  void onlyTheExplorerKnowsTheDatabaseAndTheGeneticSearch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.dse..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.duckdb..", "java.sql..", "io.jenetics..")
        .check(CLASSES);
  }

  /** Spark is large; the job has a class path of its own (module dse-spark). */
  @Test
  void sparkIsNotOnTheClassPath() {
    ClassLoader loader = ModuleDependencyTest.class.getClassLoader();
    assertThat(loader.getResource("org/socompass/dse/spark/Main.class")).isNull();
    assertThat(loader.getResource("org/apache/spark/SparkContext.class")).isNull();
    assertThat(loader.getResource("scala/Predef.class")).isNull();
    assertThat(loader.getResource("org/socompass/dse/Sweep.class")).isNotNull();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.socompass.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
