import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.Ruler;

/** Reads [{"event": …, "pattern": …}] and writes for each whether EventBridge's matcher says that they match. */
public class Match {
    public static void main(String[] arguments) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        List<Boolean> verdicts = new ArrayList<>();
        for (JsonNode pair : mapper.readTree(System.in)) {
            verdicts.add(Ruler.matchesRule(pair.get("event").toString(), pair.get("pattern").toString()));
        }
        mapper.writeValue(System.out, verdicts);
    }
}
