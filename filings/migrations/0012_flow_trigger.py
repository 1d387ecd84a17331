from django.db import migrations

UP = """
CREATE OR REPLACE FUNCTION ticket_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'ticket begins as draft, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['answered>draft', 'answered>settled', 'draft>open', 'draft>withdrawn', 'open>answered', 'open>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'ticket may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER ticket_flow BEFORE INSERT OR UPDATE ON filings_correctionticket
  FOR EACH ROW EXECUTE FUNCTION ticket_flow();
CREATE OR REPLACE FUNCTION filing_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'filing begins as draft, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['approval>declined', 'approval>registered', 'city_check>city_correction', 'city_check>declined', 'city_check>district_check', 'city_check>expert_review', 'city_check>withdrawn', 'city_correction>city_check', 'city_correction>declined', 'city_correction>lapsed', 'city_correction>withdrawn', 'defence>declined', 'defence>selection', 'defence>site_visit', 'defence>withdrawn', 'district_check>city_check', 'district_check>declined', 'district_check>district_correction', 'district_check>not_recommended', 'district_check>withdrawn', 'district_correction>declined', 'district_correction>district_check', 'district_correction>lapsed', 'district_correction>withdrawn', 'draft>district_check', 'draft>trashed', 'draft>withdrawn', 'expert_review>declined', 'expert_review>defence', 'expert_review>selection', 'expert_review>site_visit', 'expert_review>withdrawn', 'not_recommended>city_check', 'not_recommended>declined', 'not_recommended>withdrawn', 'publicity>approval', 'publicity>declined', 'publicity>selection', 'publicity>withdrawn', 'selection>declined', 'selection>publicity', 'selection>withdrawn', 'site_visit>declined', 'site_visit>defence', 'site_visit>selection', 'site_visit>withdrawn', 'trashed>draft']::text[]) THEN
    RAISE EXCEPTION 'filing may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER filing_flow BEFORE INSERT OR UPDATE ON filings_filing
  FOR EACH ROW EXECUTE FUNCTION filing_flow();
CREATE OR REPLACE FUNCTION handoff_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      RAISE EXCEPTION 'handoff begins as open, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['open>ready', 'open>withdrawn', 'ready>done', 'ready>open', 'ready>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'handoff may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER handoff_flow BEFORE INSERT OR UPDATE ON filings_handoff
  FOR EACH ROW EXECUTE FUNCTION handoff_flow();
CREATE OR REPLACE FUNCTION question_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      RAISE EXCEPTION 'question begins as open, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['answered>open', 'answered>read', 'open>answered', 'open>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'question may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER question_flow BEFORE INSERT OR UPDATE ON filings_question
  FOR EACH ROW EXECUTE FUNCTION question_flow();
CREATE OR REPLACE FUNCTION call_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN
      RAISE EXCEPTION 'call begins as planned, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['open>closed', 'planned>closed', 'planned>open']::text[]) THEN
    RAISE EXCEPTION 'call may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER call_flow BEFORE INSERT OR UPDATE ON filings_call
  FOR EACH ROW EXECUTE FUNCTION call_flow();
CREATE OR REPLACE FUNCTION intention_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' THEN
      RAISE EXCEPTION 'intention begins as waiting, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['advised>closed', 'advised>drafted', 'advised>met', 'advised>withdrawn', 'met>closed', 'met>drafted', 'met>withdrawn', 'waiting>advised', 'waiting>closed', 'waiting>drafted', 'waiting>met', 'waiting>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'intention may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER intention_flow BEFORE INSERT OR UPDATE ON filings_intention
  FOR EACH ROW EXECUTE FUNCTION intention_flow();
"""

DOWN = """
DROP TRIGGER IF EXISTS ticket_flow ON filings_correctionticket;
DROP FUNCTION IF EXISTS ticket_flow();
DROP TRIGGER IF EXISTS filing_flow ON filings_filing;
DROP FUNCTION IF EXISTS filing_flow();
DROP TRIGGER IF EXISTS handoff_flow ON filings_handoff;
DROP FUNCTION IF EXISTS handoff_flow();
DROP TRIGGER IF EXISTS question_flow ON filings_question;
DROP FUNCTION IF EXISTS question_flow();
DROP TRIGGER IF EXISTS call_flow ON filings_call;
DROP FUNCTION IF EXISTS call_flow();
DROP TRIGGER IF EXISTS intention_flow ON filings_intention;
DROP FUNCTION IF EXISTS intention_flow();
"""


class Migration(migrations.Migration):
    """Let the database refuse every state change that the tables of filings do not list (frozen copy)."""

    dependencies = [("filings", "0011_corrections_by_part")]
    operations = [migrations.RunSQL(UP, DOWN)]
