import groovy.lang.GroovyClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;

/**
 * Reads pipelines from standard input, between them a character that no text has, and writes the outline of each:
 * [[{"name", "value", "body"}]], where value is a text's own words, any other argument's code, or what is assigned. In place
 * of one that is no Groovy stands the parser's message.
 */
public class Outline {
    public static void main(String[] arguments) throws Exception {
        List<String> outlines = new ArrayList<>();
        for (String text : new String(System.in.readAllBytes(), "UTF-8").split("\0")) outlines.add(outlineOf(text));
        System.out.println(outlines);
    }

    private static String outlineOf(String text) {
        CompilationUnit unit = new CompilationUnit(new CompilerConfiguration(), null, new GroovyClassLoader());
        unit.addSource("Jenkinsfile", text);
        try {
            unit.compile(Phases.CONVERSION);
        } catch (CompilationFailedException fault) {
            return quoted(fault.getMessage());
        }
        return outline(unit.getAST().getModules().get(0).getStatementBlock());
    }

    private static String outline(Statement statement) {
        List<Statement> statements =
                statement instanceof BlockStatement ? ((BlockStatement) statement).getStatements() : List.of(statement);
        return statements.stream().map(Outline::entry).collect(Collectors.joining(",", "[", "]"));
    }

    private static String entry(Statement statement) {
        Expression expression = statement instanceof ExpressionStatement
                ? ((ExpressionStatement) statement).getExpression()
                : new ConstantExpression(statement.getText());
        if (expression instanceof BinaryExpression) {
            BinaryExpression assigned = (BinaryExpression) expression;
            return entry(assigned.getLeftExpression().getText(), words(assigned.getRightExpression()), "[]");
        }
        if (!(expression instanceof MethodCallExpression)) return entry(expression.getText(), "", "[]");
        MethodCallExpression call = (MethodCallExpression) expression;
        List<String> values = new ArrayList<>();
        String body = "[]";
        for (Expression argument : ((TupleExpression) call.getArguments()).getExpressions()) {
            if (argument instanceof ClosureExpression) body = outline(((ClosureExpression) argument).getCode());
            else values.add(words(argument));
        }
        return entry(call.getMethodAsString(), String.join(", ", values), body);
    }

    private static String words(Expression expression) {
        return expression instanceof ConstantExpression
                ? String.valueOf(((ConstantExpression) expression).getValue())
                : expression.getText();
    }

    private static String entry(String name, String value, String body) {
        return "{\"name\":" + quoted(name) + ",\"value\":" + quoted(value) + ",\"body\":" + body + "}";
    }

    private static String quoted(String text) {
        String escaped = text.chars()
                .mapToObj(c -> c == '"' || c == '\\' ? "\\" + (char) c
                        : c < ' ' ? String.format("\\u%04x", c) : String.valueOf((char) c))
                .collect(Collectors.joining());
        return "\"" + escaped + "\"";
    }
}
