package org.socompass.cli;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.dse.PointEvaluator;
import org.socompass.dse.Sweep;
import org.socompass.evaluation.DesignModel;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.mapper.OperatorCache;
import org.socompass.mapper.OperatorMapper;
import org.socompass.study.SweepStudy;

/** What may depend on what, and who may print and exit. */
final class ModuleDependencyTest {
  private static final String ROOT = "org.socompass.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.socompass");

  /**
   * What each package may depend on beside itself; {@code ..} is a package with all below it. A new
   * package states its row, and needs a reason to enter another one's.
   */
  private static final String DIRECTIONS =
      """
      input                ->
      hardware.power       -> input
      hardware.product     -> input
      hardware.tier        -> input
      hardware             -> input hardware.power hardware.product hardware.tier
      hardware.template    -> input hardware hardware.power hardware.product hardware.tier

      operator             -> hardware
      operator.collective  -> hardware operator
      operator.mapping     -> hardware operator operator.collective
      operator.vector      -> hardware operator operator.mapping
      operator.matmul      -> input hardware operator operator.mapping operator.vector
      operator.attention   -> hardware operator operator.mapping
      operator.energy      -> hardware hardware.power operator

      mapper.kept          -> operator
      mapper.space         -> hardware operator..
      mapper               -> input hardware operator.. mapper.kept mapper.space
      mapper.explain       -> hardware operator.. mapper
      mapper.store         -> input hardware operator mapper
      llm..                -> input hardware operator llm..

      cost.constants       -> input hardware.template
      cost.draws           -> cost.constants
      cost.die             -> input hardware cost.constants
      cost.area            -> input hardware.. cost.constants cost.draws cost.die
      cost.manufacture     -> input hardware.. cost.constants cost.draws cost.die cost.area
      cost.carbon          -> input hardware.. cost.constants cost.draws cost.die cost.area cost.manufacture
      cost                 -> hardware hardware.product hardware.tier cost..

      inference.schedule   ->
      inference.cut        -> input hardware operator.. mapper inference.schedule
      inference.rates      -> input hardware operator
      inference.engine     -> input hardware.. llm.. inference.cut inference.rates
      inference.plan       -> input llm..
      inference.tier       -> hardware hardware.tier llm..
      inference.result     -> hardware.. operator.. llm.. inference.schedule inference.engine inference.plan inference.tier
      inference.pass       -> input hardware hardware.tier operator.. mapper llm.. inference.schedule inference.cut inference.rates inference.engine inference.plan inference.result
      inference.decoding   -> hardware operator llm.. inference.plan inference.pass inference.result
      inference            -> input hardware.. operator.. mapper llm.. inference.engine inference.plan inference.pass inference.decoding inference.result inference.tier
      inference.serving    ->
      inference.training   -> input hardware.. operator.. mapper llm.. inference inference.engine inference.result
      inference.thermal    -> input hardware.. inference inference.engine inference.result

      inference.trust      -> input hardware.. operator llm inference.engine inference.result

      evaluation           -> input hardware.. operator.. mapper llm.. cost.. inference..
      dse.spec             -> input hardware hardware.template cost.die llm.. inference.engine inference.plan inference.result inference.tier evaluation
      dse.store            -> input dse.spec
      dse                  -> input hardware.. operator.. mapper cost.. inference.. evaluation dse.spec dse.store
      report..             -> input hardware.. operator.. mapper llm.. cost.. inference.. evaluation report..
      selection            -> input hardware operator.. mapper llm..
      validation           -> input hardware hardware.template operator.. mapper llm.. inference..
      validation.llamabench -> input llm.. validation
      validation.nvidia    -> input hardware validation
      calibration          -> input hardware.. inference.engine validation
      reliability          -> input hardware.. llm inference.engine inference.trust validation
      ratefit              -> input hardware llm inference.rates inference.engine inference.pass validation
      study.leaveout       -> input ratefit validation calibration
      study.serving        -> input hardware.. mapper llm.. cost.. inference.. evaluation
      study.tiers          -> input hardware.. mapper llm.. cost cost.draws cost.manufacture inference..
      study.training       -> mapper inference.engine inference.training
      study.reproduce      -> input hardware.. operator mapper llm.. cost cost.area cost.draws cost.manufacture inference.. selection study.tiers validation dse dse.spec dse.store
      study                -> input hardware.. operator.. mapper.. llm.. cost.. inference.. evaluation report.. selection validation.. calibration reliability ratefit dse..
      study.calibrate      -> input hardware llm.. inference.. validation calibration ratefit study
      study.whatif         -> input hardware.. operator.. mapper.. llm.. cost.. inference.. evaluation report.chart study
      api                  -> input hardware hardware.template operator mapper mapper.explain mapper.store llm llm.library cost cost.die cost.manufacture inference.engine inference.result inference.trust evaluation dse dse.spec dse.store study study.whatif
      serve                -> input hardware hardware.template inference.engine inference.result llm llm.library evaluation report dse dse.spec dse.store api study study.whatif
      """;

  private record Direction(String from, List<String> to) {
    @Override
    public String toString() {
      return from + " depends on " + (to.isEmpty() ? "no other" : String.join(", ", to));
    }
  }

  static List<Direction> directions() {
    return DIRECTIONS
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.split("->", -1))
        .map(
            sides ->
                new Direction(
                    sides[0].strip(),
                    Stream.of(sides[1].strip().split(" +", -1))
                        .filter(to -> !to.isEmpty())
                        .toList()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("directions")
  void dependsOnlyOn(Direction direction) {
    String own = ROOT + direction.from();
    String[] others = direction.to().stream().map(to -> ROOT + to).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.socompass..")
                .and(DescribedPredicate.not(resideInAnyPackage(own)))
                .and(DescribedPredicate.not(resideInAnyPackage(others))))
        .check(CLASSES);
  }

  /** A package that no row names could depend on anything. */
  @Test
  void everyPackageOfAModelStatesItsDirections() {
    String[] stated = directions().stream().map(d -> ROOT + d.from()).toArray(String[]::new);
    classes()
        .that()
        .resideInAnyPackage(
            "org.socompass.hardware..",
            "org.socompass.operator..",
            "org.socompass.mapper..",
            "org.socompass.cost..",
            "org.socompass.inference..",
            "org.socompass.dse..")
        .should()
        .resideInAnyPackage(stated)
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

  /** There is one way to ask: who has no mappings of its own and no model needs the facade. */
  @Test
  void commandAndPageAskThroughTheFacade() {
    noClasses()
        .that()
        .resideInAnyPackage("org.socompass.cli..", "org.socompass.serve..")
        .should()
        .callConstructorWhere(
            target(owner(assignableTo(OperatorCache.class)))
                .or(target(owner(assignableTo(InferenceModel.class))))
                .or(target(owner(assignableTo(OperatorMapper.class))))
                .or(target(owner(assignableTo(DesignModel.class))))
                .or(target(owner(assignableTo(PointEvaluator.class))))
                .or(target(owner(assignableTo(Sweep.class))))
                .or(target(owner(assignableTo(SweepStudy.class))))
                .or(target(owner(assignableTo(DeviceSource.class)))))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.socompass.mapper.store")
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
