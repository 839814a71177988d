use crate::domain::question::{Question, Topic};
pub struct Bank;
impl Bank {
    pub fn topics(&self) -> &[Topic] {
        todo!()
    }
    pub fn questions(&self) -> &[Question] {
        todo!()
    }
    pub fn question(&self, _slug: &str) -> Option<&Question> {
        todo!()
    }
    pub fn topic(&self, _id: &str) -> Option<&Topic> {
        todo!()
    }
    pub fn search(&self, _text: &str) -> Vec<&Question> {
        todo!()
    }
}
